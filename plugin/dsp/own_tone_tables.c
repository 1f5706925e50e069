#include "plugin/dsp/own_tone_tables.h"

#include "plugin/dsp/hash.h"
#include "plugin/dsp/kernels/kernels.h"

#include <math.h>
#include <string.h>

#define POINTS DALA_WAVES_POINTS

/// Partials of a table, and the part of the rate they stay under. The lowest
/// string reaches 5 kHz; straight lines between points are 30 dB and more
/// under each.
#define PARTIALS 160U
#define BAND 0.45F

/// Reference level: -16 dBFS RMS.
#define REFERENCE 0.1584893F

/// The first table stands so many Hz beside the pitch, so that the partials
/// that two strings share beat slowly at any pitch, and 3.5 cents at most; the
/// double 4 cents.
#define FIRST_HZ 0.11F
#define FIRST_MOST 2.0237e-3F
#define DOUBLE 2.3132e-3F

/// Of the double against the first: at most; times the share of the power that
/// the partial has; and less where it beats more slowly than this, Hz.
#define DOUBLE_MOST 0.22F
#define DOUBLE_SHARE 0.01F
#define ALIVE_HZ 1.0F

/// A partial that the first string has, too, to so many of its fundamentals,
/// is so much softer, if the two would beat faster than so, Hz.
#define SHARED_NEAR 0.03F
#define SHARED_PART 0.1F
#define SHARED_HZ 1.0F

void
dala_own_tone_clear(DalaOwnToneSlot* const slot)
{
  for (uint32_t t = 0U; t < DALA_WAVES_TABLES; t++) {
    memset(slot->wave.table[t], 0, DALA_WAVES_ROOM * sizeof(float));
  }
}

/// Share of a pitch that the first table stands beside it.
static float
first_share(const float hz)
{
  return fminf(FIRST_HZ / hz, FIRST_MOST);
}

void
dala_own_tone_detune(const float hz, float* const share)
{
  share[0] = first_share(hz);
  share[1] = -DOUBLE;
}

/// True for a partial that the first string has, too, and beats with.
static bool
is_shared(const DalaOwnTone* const self, const DalaOwnToneSlot* const slot,
          const float hz)
{
  const float base = self->want[0].hz;
  if (slot->string == 0U || !(base > 0.0F)) {
    return false;
  }
  const float order = hz / base;
  const float share = first_share(base) + first_share(slot->hz_born);
  return fabsf(order - rintf(order)) < SHARED_NEAR && hz * share > SHARED_HZ;
}

/// Amplitude of a partial of a slot; 0: there are no more.
static float
amplitude(const DalaOwnTone* const self, const DalaOwnToneSlot* const slot,
          const uint32_t k)
{
  const float hz = (float)k * slot->hz_born;
  if (k > PARTIALS || hz * DALA_OWN_TONE_GLIDE >= BAND * self->rate) {
    return 0.0F;
  }
  return dala_tone_at(&self->tone, hz) *
         (is_shared(self, slot, hz) ? SHARED_PART : 1.0F);
}

void
dala_own_tone_begin(DalaOwnTone* const self, const uint32_t string,
                    const uint32_t index)
{
  DalaOwnToneSlot* const slot  = &self->slots[index];
  DalaOwnToneSlot        fresh = { .state   = DALA_OWN_TONE_MAKING,
                                   .hz      = self->want[string].hz,
                                   .hz_born = self->want[string].hz,
                                   .string  = string,
                                   .tone    = self->tones,
                                   .partial = 1U };
  dala_own_tone_clear(slot);
  for (uint32_t t = 0U; t < DALA_WAVES_TABLES; t++) {
    fresh.wave.table[t] = slot->wave.table[t];
    fresh.wave.phase[t] = dala_hash(16U * index + t);
  }
  float amp = amplitude(self, &fresh, 1U);
  for (uint32_t k = 1U; amp > 0.0F; k++) {
    const float above =
      (float)k * fresh.hz_born * (1.0F / DALA_OWN_TONE_COLOUR_HZ);
    fresh.power += amp * amp;
    fresh.bright += amp * amp * (1.0F - 1.0F / (1.0F + above * above));
    amp = amplitude(self, &fresh, k + 1U);
  }
  fresh.bright = fresh.power > 0.0F ? fresh.bright / fresh.power : 0.0F;
  *slot        = fresh;
}

static void
add_partial(const DalaOwnTone* const self, float* const table, const uint32_t k,
            const uint32_t start, const float amp)
{
  const uint32_t quarter = POINTS / 4U;
  const uint32_t turn    = k * DALA_BANK_LANES;
  DalaPartial    partial;
  for (uint32_t i = 0U; i < DALA_BANK_LANES; i++) {
    const uint32_t at = start + k * i;
    partial.re[i]     = amp * self->sine[(at + quarter) % POINTS];
    partial.im[i]     = amp * self->sine[at % POINTS];
  }
  partial.turn_re = self->sine[(turn + quarter) % POINTS];
  partial.turn_im = self->sine[turn % POINTS];
  self->kernels->partial(&partial, table);
}

bool
dala_own_tone_grow(const DalaOwnTone* const self, DalaOwnToneSlot* const slot)
{
  const uint32_t k   = slot->partial++;
  const float    amp = amplitude(self, slot, k);
  if (!(amp > 0.0F)) {
    for (uint32_t t = 0U; t < DALA_WAVES_TABLES; t++) {
      slot->wave.table[t][POINTS] = slot->wave.table[t][0];
    }
    slot->level =
      slot->power > 0.0F ? REFERENCE / sqrtf(0.5F * slot->power) : 0.0F;
    return true;
  }
  const float share = amp * amp / slot->power;
  const float beats =
    (first_share(slot->hz_born) + DOUBLE) * slot->hz_born * (float)k;
  const float alive = fminf(beats / ALIVE_HZ, 1.0F);
  const float part =
    fminf(DOUBLE_SHARE / share, DOUBLE_MOST) * alive * alive * alive;
  const float first = amp / sqrtf(1.0F + part * part);
  add_partial(self, slot->wave.table[0], k, dala_hash(k), first);
  add_partial(self, slot->wave.table[1], k, dala_hash(~k), part * first);
  return false;
}
