#include "plugin/dsp/config.h"
#include "plugin/dsp/meter.h"
#include "tests/support/check.h"

static const double rate = 48000.0;

/// Feed one tick whose first sample is `peak`.
static void
feed(DalaMeter* const meter, const float peak)
{
  float x[DALA_TICK] = { 0.0f };
  x[0]               = peak;
  dala_meter_tick(meter);
  dala_meter_process(meter, x, DALA_TICK);
}

/// Feed `seconds` of ticks of this peak.
static void
feed_for(DalaMeter* const meter, const double seconds, const float peak)
{
  const uint32_t ticks = (uint32_t)(seconds * rate / DALA_TICK);
  for (uint32_t i = 0; i < ticks; i++) {
    feed(meter, peak);
  }
}

static void
test_meter_reads_the_peak_in_db_at_once(void** const state)
{
  (void)state;
  DalaMeter meter;
  dala_meter_prepare(&meter, rate);
  check_near(dala_meter_db(&meter), -120.0, 0.0);
  feed(&meter, -0.5f);
  check_near(dala_meter_db(&meter), -6.0206, 0.001);
}

static void
test_meter_reads_within_a_tick(void** const state)
{
  (void)state;
  DalaMeter   meter;
  const float x[1] = { 1.0f };
  dala_meter_prepare(&meter, rate);
  dala_meter_tick(&meter);
  dala_meter_process(&meter, x, 1U);
  check_near(dala_meter_db(&meter), 0.0, 0.001);
}

static void
test_meter_holds_300_ms_and_no_longer_than_302(void** const state)
{
  (void)state;
  static const double rates[] = { 8000.0, 48000.0, 192000.0 };
  for (size_t i = 0; i < 3U; i++) {
    DalaMeter meter;
    uint32_t  ticks = 0U;
    dala_meter_prepare(&meter, rates[i]);
    feed(&meter, 1.0f);
    while (dala_meter_db(&meter) > -1.0f) {
      feed(&meter, 0.001f);
      ticks++;
      assert_true(ticks < 20000U);
    }
    const double held_s = (double)ticks * DALA_TICK / rates[i];
    assert_true(held_s >= 0.300);
    check_at_most(held_s, 0.300 + 2.0 * DALA_TICK / rates[i] + 0.001);
    check_near(dala_meter_db(&meter), -60.0, 0.01);
  }
}

static void
test_meter_holds_a_smaller_later_peak_too(void** const state)
{
  (void)state;
  DalaMeter meter;
  dala_meter_prepare(&meter, rate);
  feed(&meter, 1.0f);
  feed_for(&meter, 0.200, 0.0f);
  feed(&meter, 0.5f);
  feed_for(&meter, 0.200, 0.0f); // 0.4 s after the first, 0.2 s after this one
  check_near(dala_meter_db(&meter), -6.0206, 0.001);
}

static void
test_meter_follows_a_louder_peak(void** const state)
{
  (void)state;
  DalaMeter meter;
  dala_meter_prepare(&meter, rate);
  feed_for(&meter, 0.1, 0.25f);
  feed(&meter, 1.0f);
  check_near(dala_meter_db(&meter), 0.0, 0.001);
  feed_for(&meter, 0.25, 0.25f);
  check_near(dala_meter_db(&meter), 0.0, 0.001);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_meter_reads_the_peak_in_db_at_once),
    cmocka_unit_test(test_meter_reads_within_a_tick),
    cmocka_unit_test(test_meter_holds_300_ms_and_no_longer_than_302),
    cmocka_unit_test(test_meter_holds_a_smaller_later_peak_too),
    cmocka_unit_test(test_meter_follows_a_louder_peak),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
