#include "plugin/ports.h"
#include "tests/support/check.h"

#include <stdbool.h>
#include <string.h>

static bool
is_control(const DalaPortInfo* const info)
{
  return info->kind == DALA_KIND_PARAM || info->kind == DALA_KIND_OUTPUT;
}

static void
test_ports_have_lv2_symbols_and_no_two_the_same(void** const state)
{
  (void)state;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const char* const symbol = dala_ports[i].symbol;
    assert_true(strspn(symbol, "abcdefghijklmnopqrstuvwxyz_0123456789") ==
                strlen(symbol));
    assert_false(symbol[0] >= '0' && symbol[0] <= '9');
    assert_int_equal(dala_port_by_symbol(symbol), i); // the first of its name
  }
  assert_int_equal(dala_port_by_symbol("no_such_port"), DALA_N_PORTS);
}

static void
test_ports_ranges_hold_their_defaults(void** const state)
{
  (void)state;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const DalaPortInfo* const info = &dala_ports[i];
    if (is_control(info)) {
      assert_true(info->minimum < info->maximum);
      assert_true(info->standard >= info->minimum);
      assert_true(info->standard <= info->maximum);
      assert_true((float)info->standard ==
                  dala_port_clamp(i, (float)info->standard));
    }
  }
}

static void
test_ports_speak_to_the_player(void** const state)
{
  (void)state;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const DalaPortInfo* const info = &dala_ports[i];
    assert_true(strlen(info->name) > 0U);
    assert_true(strlen(info->doc) > 0U);
    assert_in_range(strlen(info->short_name), 1U, 16U);
    if (is_control(info)) {
      assert_in_range(info->group, 1U, DALA_N_GROUPS - 1U);
    }
  }
}

/// How many scale points a port has at this value.
static uint32_t
points_at(const uint32_t port, const double value)
{
  uint32_t count = 0U;
  for (size_t i = 0; i < dala_n_scale_points; i++) {
    count +=
      dala_scale_points[i].port == port && dala_scale_points[i].value == value;
  }
  return count;
}

static void
test_ports_enumerations_name_every_value_once(void** const state)
{
  (void)state;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const DalaPortInfo* const info = &dala_ports[i];
    if (info->flags & DALA_FLAG_ENUM) {
      for (double v = info->minimum; v <= info->maximum; v += 1.0) {
        assert_int_equal(points_at(i, v), 1U);
      }
    }
  }
  for (size_t i = 0; i < dala_n_scale_points; i++) {
    const DalaScalePoint* const point = &dala_scale_points[i];
    assert_true(point->value >= dala_ports[point->port].minimum);
    assert_true(point->value <= dala_ports[point->port].maximum);
    assert_true(strlen(point->label) > 0U);
  }
}

static void
test_ports_toggles_and_triggers_are_0_to_1(void** const state)
{
  (void)state;
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const DalaPortInfo* const info = &dala_ports[i];
    if (info->flags & (DALA_FLAG_TOGGLE | DALA_FLAG_TRIGGER)) {
      assert_true(info->minimum == 0.0 && info->maximum == 1.0);
    }
    if (info->flags & DALA_FLAG_TRIGGER) {
      assert_true(info->standard == 0.0);
    }
  }
}

static void
test_ports_clamp_makes_any_value_a_legal_one(void** const state)
{
  (void)state;
  static const float values[] = { NAN,    INFINITY, -INFINITY, 1e30f, -1e30f,
                                  1e-40f, -0.0f,    0.49f,     0.51f, 2.5f };
  for (uint32_t i = 0; i < DALA_N_PORTS; i++) {
    const DalaPortInfo* const info = &dala_ports[i];
    for (size_t k = 0; is_control(info) && k < 10U; k++) {
      const float got = dala_port_clamp(i, values[k]);
      assert_true(got >= (float)info->minimum && got <= (float)info->maximum);
      if (info->flags & (DALA_FLAG_ENUM | DALA_FLAG_INT | DALA_FLAG_TOGGLE)) {
        assert_true(got == rintf(got));
      }
    }
    assert_true(!is_control(info) ||
                dala_port_clamp(i, NAN) == (float)info->standard);
  }
}

static void
test_ports_stereo_only_appends(void** const state)
{
  (void)state;
  assert_int_equal(DALA_N_PORTS, DALA_N_PORTS_MONO + 2);
  assert_int_equal(DALA_PORT_IN_R, DALA_N_PORTS_MONO);
  assert_int_equal(DALA_PORT_INPUT_CHANNEL, DALA_N_PORTS_MONO + 1);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ports_have_lv2_symbols_and_no_two_the_same),
    cmocka_unit_test(test_ports_ranges_hold_their_defaults),
    cmocka_unit_test(test_ports_speak_to_the_player),
    cmocka_unit_test(test_ports_enumerations_name_every_value_once),
    cmocka_unit_test(test_ports_toggles_and_triggers_are_0_to_1),
    cmocka_unit_test(test_ports_clamp_makes_any_value_a_legal_one),
    cmocka_unit_test(test_ports_stereo_only_appends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
