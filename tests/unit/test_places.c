#include "plugin/dsp/places.h"
#include "plugin/dsp/room_fit.h"
#include "plugin/ports.h"
#include "tests/support/check.h"

#include <string.h>

static void
test_places_are_those_of_the_port_in_its_order(void** const state)
{
  (void)state;
  assert_true(dala_ports[DALA_PORT_SPACE].maximum == DALA_PLACES - 1U);
  assert_string_equal(dala_places[DALA_PLACE_YURT].name, "yurt");
  assert_string_equal(dala_places[DALA_PLACE_LONDON].name, "London");
  assert_true(dala_ports[DALA_PORT_SPACE].standard == DALA_PLACE_YURT);
}

static void
test_places_hold_the_figures_of_the_reference(void** const state)
{
  (void)state;
  static const struct {
    uint32_t place;
    float    mid_s;
    float    gap_ms;
  } want[]                  = { { DALA_PLACE_MOSCOW, 1.9f, 18.0f },
                                { DALA_PLACE_PARIS, 2.4f, 22.0f },
                                { DALA_PLACE_BERLIN, 1.95f, 21.0f },
                                { DALA_PLACE_VIENNA, 2.0f, 12.0f },
                                { DALA_PLACE_LONDON, 1.65f, 34.0f } };
  static const float band[] = { 1.15f, 1.05f, 1.0f, 1.0f, 0.9f, 0.72f, 0.47f };
  for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
    const DalaPlace* const place = &dala_places[want[i].place];
    assert_true(place->mid_s == want[i].mid_s);
    assert_true(place->gap_ms == want[i].gap_ms);
    assert_memory_equal(place->band, band, sizeof band);
  }
  assert_true(dala_places[DALA_PLACE_STEPPE].mid_s == 0.0f);
}

static void
test_places_are_within_what_the_rings_hold(void** const state)
{
  (void)state;
  for (uint32_t p = 0; p < DALA_PLACES; p++) {
    const DalaPlace* const place = &dala_places[p];
    assert_non_null(strchr("ABC", place->grade));
    assert_in_range(place->taps, 0U, DALA_PLACE_TAPS);
    assert_true(place->taps % 2U == 0U);
    check_at_most(place->near.longest, DALA_ROOM_NEAR_MS);
    check_at_most(place->far.longest, DALA_ROOM_FAR_MS);
    check_at_most(10.3f * place->scale, DALA_ROOM_DIFFUSER_MS);
    check_at_most(place->pre_ms, DALA_ROOM_EARLY_MS);
    check_at_most(place->diffusion, 0.75f);
    check_near(place->envelopment, 0.5, 0.5);
    check_near(place->early, 0.5, 0.5);
    for (uint32_t k = 0; k < place->taps; k++) {
      check_at_most(place->gap_ms, place->left_ms[k]);
      check_at_most(place->gap_ms, place->right_ms[k]);
      check_at_most(place->left_ms[k], DALA_ROOM_EARLY_MS);
      check_at_most(place->right_ms[k], DALA_ROOM_EARLY_MS);
      check_at_most(place->tap_db[k], 0.0);
    }
  }
}

/// Largest gain of line i's absorption, sqrt(8) of the matrix included.
static double
loop_gain(const DalaFdnSet* const set, const uint32_t i)
{
  double most = 0.0;
  for (double w = 0.0; w <= 3.14159; w += 0.001) {
    double re = (double)set->direct[i];
    double im = 0.0;
    for (uint32_t k = 0; k < 2U; k++) { // weight / (z - pole)
      const double x    = cos(w) - (double)set->pole[k][i];
      const double y    = sin(w);
      const double norm = (double)set->weight[k][i] / (x * x + y * y);
      re += norm * x;
      im -= norm * y;
    }
    most = fmax(most, sqrt(8.0 * (re * re + im * im)));
  }
  return most;
}

static void
test_rooms_lose_energy_at_every_frequency_and_rate(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0,  11025.0, 22050.0,  44100.0,
                                  48000.0, 96000.0, 192000.0, 384000.0 };
  for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
    for (uint32_t p = 0; p < DALA_PLACES; p++) {
      DalaFdnSet set;
      dala_room_fit(&set, &dala_places[p], rates[r]);
      assert_in_range(set.chunk, 8U, 32U);
      for (uint32_t i = 0; set.tail && i < DALA_FDN_LINES; i++) {
        check_at_most(loop_gain(&set, i), 0.999);
        assert_in_range(set.line_delay[i], set.chunk,
                        (i % 2U ? set.far_len : set.near_len) - 64U);
      }
    }
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_places_are_those_of_the_port_in_its_order),
    cmocka_unit_test(test_places_hold_the_figures_of_the_reference),
    cmocka_unit_test(test_places_are_within_what_the_rings_hold),
    cmocka_unit_test(test_rooms_lose_energy_at_every_frequency_and_rate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
