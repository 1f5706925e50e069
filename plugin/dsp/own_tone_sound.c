#include "plugin/dsp/own_tone_sound.h"

#include "plugin/dsp/hash.h"

#include <math.h>
#include <string.h>

#define FRACTION_BITS (32U - DALA_OWN_TONE_TABLE_BITS)
#define FRACTION ((1U << FRACTION_BITS) - 1U)

/// The two copies against their sum.
#define FIRST_COPY 0.94F
#define SECOND_COPY 0.3412F

/// Noise that comes and goes with the wave: -22 dB, up to 4 kHz.
#define NOISE 0.08F
#define NOISE_HZ 4000.0F

/// The colour tilts what is above.
#define COLOUR_HZ 900.0F

#define TWO_PI 6.2831853F

/// Frames that a filter looks back.
#define BACK DALA_OWN_TONE_BACK

_Static_assert(DALA_TICK % DALA_OWN_TONE_CHANCES == 0U,
               "chances come in whole rounds");
_Static_assert(DALA_TICK % BACK == 0U, "filters go in whole strides");

/// y[i] = keep y[i - 1] + (1 - keep) x[i], four frames at a time.
static void
prepare_low_pass(DalaOwnToneLowPass* const low, const float hz,
                 const float rate)
{
  low->keep = expf(-TWO_PI * hz / rate);
}

static void
reset_low_pass(DalaOwnToneLowPass* const low)
{
  memset(low->x, 0, sizeof low->x);
  memset(low->y, 0, sizeof low->y);
}

/// The tick in low->x[BACK..] into low->y[BACK..].
static void
run_low_pass(DalaOwnToneLowPass* const low)
{
  const float  k1 = low->keep;
  const float  k2 = k1 * k1;
  const float  k4 = k2 * k2;
  const float  in = 1.0F - k1;
  float* const x  = low->x;
  float* const y  = low->y;
  float        u[DALA_TICK];
  for (uint32_t i = 0U; i < DALA_TICK; i++) {
    const float newest = x[i + 4U] + k1 * x[i + 3U];
    const float older  = x[i + 2U] + k1 * x[i + 1U];
    u[i]               = in * (newest + k2 * older);
  }
  for (uint32_t i = 0U; i < DALA_TICK; i += BACK) {
    for (uint32_t j = i; j < i + BACK; j++) {
      y[j + BACK] = u[j] + k4 * y[j];
    }
  }
}

/// The end of the tick is what lies before the next.
static void
end_low_pass(DalaOwnToneLowPass* const low)
{
  memcpy(low->x, low->x + DALA_TICK, BACK * sizeof(float));
  memcpy(low->y, low->y + DALA_TICK, BACK * sizeof(float));
}

void
dala_own_tone_sound_prepare(DalaOwnTone* const self)
{
  prepare_low_pass(&self->hiss, NOISE_HZ, self->rate);
  prepare_low_pass(&self->low[0], COLOUR_HZ, self->rate);
  prepare_low_pass(&self->low[1], COLOUR_HZ, self->rate);
  const float keep = self->hiss.keep;
  self->breath     = NOISE * sqrtf(3.0F * (1.0F + keep) / (1.0F - keep));
}

void
dala_own_tone_sound_reset(DalaOwnTone* const self)
{
  for (uint32_t i = 0U; i < DALA_OWN_TONE_CHANCES; i++) {
    self->chances[i] = dala_hash(i + 1U);
  }
  reset_low_pass(&self->hiss);
  reset_low_pass(&self->low[0]);
  reset_low_pass(&self->low[1]);
  memset(self->out, 0, sizeof self->out);
}

/// Each chance is a generator of its own (xorshift).
static void
draw_noise(DalaOwnTone* const self)
{
  float* const white = self->hiss.x + BACK;
  for (uint32_t i = 0U; i < DALA_TICK; i += DALA_OWN_TONE_CHANCES) {
    for (uint32_t j = 0U; j < DALA_OWN_TONE_CHANCES; j++) {
      uint32_t s = self->chances[j];
      s ^= s << 13U;
      s ^= s >> 17U;
      s ^= s << 5U;
      self->chances[j] = s;
      white[i + j]     = (float)(int32_t)s * (1.0F / 2147483648.0F);
    }
  }
  run_low_pass(&self->hiss);
  end_low_pass(&self->hiss);
}

/// A tick of one copy, by straight lines between the table's points.
static void
read_copy(const DalaOwnTonePoint* const restrict table,
          DalaOwnToneCopy* const copy, float* const restrict y)
{
  uint32_t at[DALA_TICK];
  float    part[DALA_TICK];
  for (uint32_t i = 0U; i < DALA_TICK; i++) {
    const uint32_t phase = copy->phase + i * copy->inc;
    at[i]                = phase >> FRACTION_BITS;
    part[i] =
      (float)(int32_t)(phase & FRACTION) * (1.0F / (float)(FRACTION + 1U));
  }
  for (uint32_t i = 0U; i < DALA_TICK; i++) {
    const DalaOwnTonePoint* const point = &table[at[i]];
    y[i]                                = point->value + part[i] * point->rise;
  }
  copy->phase += DALA_TICK * copy->inc;
}

static void
add_slot(DalaOwnTone* const self, DalaOwnToneSlot* const slot)
{
  const float* const noise = self->hiss.y; // of this tick, but for its end
  float* const       l     = self->low[0].x + BACK;
  float* const       r     = self->low[1].x + BACK;
  float              a[DALA_TICK];
  float              b[DALA_TICK];
  read_copy(slot->table, &slot->copies[0], a);
  read_copy(slot->table, &slot->copies[1], b);
  for (uint32_t i = 0U; i < DALA_TICK; i++) {
    const float at = (float)(int32_t)i;
    const float y  = (1.0F + self->breath * noise[i]) *
                    (FIRST_COPY * a[i] + SECOND_COPY * b[i]);
    l[i] += (slot->out[0] + slot->step[0] * at) * y;
    r[i] += (slot->out[1] + slot->step[1] * at) * y;
  }
}

void
dala_own_tone_sound_tick(DalaOwnTone* const self)
{
  const float slope = (self->edge_to - self->edge) * (1.0F / (float)DALA_TICK);
  draw_noise(self);
  memset(self->low[0].x + BACK, 0, DALA_TICK * sizeof(float));
  memset(self->low[1].x + BACK, 0, DALA_TICK * sizeof(float));
  for (uint32_t s = 0U; s < DALA_OWN_TONE_SLOTS; s++) {
    if (self->slots[s].state >= DALA_OWN_TONE_SOUNDING) {
      add_slot(self, &self->slots[s]);
    }
  }
  for (uint32_t c = 0U; c < 2U; c++) {
    DalaOwnToneLowPass* const low = &self->low[c];
    run_low_pass(low);
    for (uint32_t i = 0U; i < DALA_TICK; i++) {
      const float deep = low->y[i + BACK];
      const float edge = self->edge + slope * (float)(int32_t)i;
      self->out[c][i]  = deep + edge * (low->x[i + BACK] - deep);
    }
    end_low_pass(low);
    // 0 y is NaN for NaN and for infinity, and a NaN stays in the sum
    self->probe += 0.0F * low->y[0];
  }
}
