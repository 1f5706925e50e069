/**
   The places step back under the bow and bloom in rests.

   Two rooms hear the same noise, one without a bow; what the other says over
   what the first says is the gain of the ducking.
*/
#include "tests/support/check.h"
#include "tests/support/room.h"
#include "tests/support/signals.h"

#include <string.h>

#define RATE 48000.0
#define SECONDS 6U
#define TICKS (SECONDS * 1500U)

/// How much of a bow sounds at a time, s.
typedef double (*Bow)(double t);

static double gain_db[TICKS];

static void
measure(const uint32_t place, const Bow bow)
{
  RoomRig rigs[2];
  TestRng rng = test_rng(11U);
  for (uint32_t k = 0; k < 2U; k++) {
    room_open(&rigs[k], RATE, NULL);
    dala_space_set_place(&rigs[k].space, place);
  }
  for (uint32_t tick = 0; tick < TICKS; tick++) {
    float  in[DALA_TICK];
    float  l[2][DALA_TICK];
    float  r[2][DALA_TICK];
    double power[2] = { 1e-30, 1e-30 };
    for (uint32_t i = 0; i < DALA_TICK; i++) {
      in[i] = 0.1F * test_rng_bipolar(&rng);
    }
    dala_space_set_bow(&rigs[1].space,
                       (float)bow((double)tick * DALA_TICK / RATE));
    for (uint32_t k = 0; k < 2U; k++) {
      room_run(&rigs[k], in, in, l[k], r[k], DALA_TICK, DALA_TICK);
      for (uint32_t i = 0; i < DALA_TICK; i++) {
        power[k] += (double)l[k][i] * (double)l[k][i];
      }
    }
    gain_db[tick] = 10.0 * log10(power[1] / power[0]);
  }
  for (uint32_t k = 0; k < 2U; k++) {
    room_close(&rigs[k]);
  }
}

/// Three seconds of bow, then rest.
static double
phrase(const double t)
{
  return t < 3.0 ? 1.0 : 0.0;
}

/// Four notes a second, 60 ms between them.
static double
detached(const double t)
{
  return fmod(t, 0.25) < 0.19 ? 1.0 : 0.0;
}

static double
at(const double t)
{
  return gain_db[(size_t)(t * RATE / DALA_TICK)];
}

static void
test_places_step_back_under_the_bow_and_bloom_in_rests(void** const state)
{
  (void)state;
  for (uint32_t p = 0; p < DALA_PLACES; p++) {
    const DalaPlace* const place = &dala_places[p];
    measure(p, phrase);
    check_near(at(2.9), -place->duck_db, 0.2);
    check_near(at(5.9), 0.0, 0.1);
    if (place->duck_db > 0.0F) {
      // In its time, neither at once nor late
      check_near(at(0.5 + (double)place->duck_s), -place->duck_db, 1.0);
      check_near(at(3.0 + 0.7 * (double)place->bloom_s), -0.5 * place->duck_db,
                 0.4);
    }
  }
}

static void
test_places_do_not_pump_under_detached_notes(void** const state)
{
  (void)state;
  for (uint32_t p = 0; p < DALA_PLACES; p++) {
    measure(p, detached);
    double least = 0.0;
    double most  = -400.0;
    double step  = 0.0;
    for (size_t i = TICKS / 2U; i < TICKS; i++) {
      least = fmin(least, gain_db[i]);
      most  = fmax(most, gain_db[i]);
      step  = fmax(step, fabs(gain_db[i] - gain_db[i - 1U]));
    }
    printf("  %-12s %.1f to %.1f dB\n", dala_places[p].name, least, most);
    check_at_most(most - least, 0.5);
    check_at_most(step, 0.05);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_places_step_back_under_the_bow_and_bloom_in_rests),
    cmocka_unit_test(test_places_do_not_pump_under_detached_notes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
