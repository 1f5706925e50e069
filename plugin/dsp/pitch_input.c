#include "plugin/dsp/pitch_input.h"

#include "plugin/dsp/kernels/ncc.h"

#include <math.h>
#include <string.h>

#define BLOCK DALA_NCC_BLOCK
#define TAPS DALA_PITCH_TAPS

_Static_assert(BLOCK == 16U, "the arrays of DalaPitchInput count on it");

// Blocks between two moves of the histories: 60 ms
#define ROOM (90U * BLOCK)

// Above it a violin has more bow noise than pitch. Measured on recordings
// (2026-11): 7 to 9 kHz alike, 5 kHz costs a quarter in cents.
static const double lowpass_hz  = 8500.0;
static const double highpass_hz = 60.0; // DSP notes, section 1

uint32_t
dala_pitch_decimation(const double rate)
{
  uint32_t decimation = 1U;
  while (rate / decimation > 32000.0) {
    decimation *= 2U;
  }
  return decimation;
}

void
dala_pitch_input_layout(DalaPitchInput* const self, const uint32_t reach,
                        DalaArena* const arena)
{
  const uint32_t size = reach + ROOM;
  self->sound  = (float*)dala_arena_take(arena, size + BLOCK, sizeof(float));
  self->energy = (float*)dala_arena_take(arena, size + BLOCK, sizeof(float));
}

/// Windowed sinc of TAPS * decimation taps, dealt out by phase.
static void
design_lowpass(DalaPitchInput* const self, const double rate)
{
  static const double pi    = 3.14159265358979323846;
  const uint32_t      count = TAPS * self->decimation;
  const double        cut   = fmin(lowpass_hz / rate, 0.45);
  double              sum   = 0.0;
  double              tap[TAPS * DALA_PITCH_MAX_DECIMATION];
  for (uint32_t i = 0; i < count; i++) {
    const double t      = (double)i - 0.5 * (double)(count - 1U);
    const double window = 0.5 + 0.5 * cos(2.0 * pi * t / (double)count);
    const double sinc =
      fabs(t) < 1e-9 ? 2.0 * cut : sin(2.0 * pi * cut * t) / (pi * t);
    tap[i] = window * sinc;
    sum += tap[i];
  }
  for (uint32_t i = 0; i < count; i++) {
    self->taps[i % self->decimation][i / self->decimation] =
      (float)(tap[i] / sum);
  }
}

void
dala_pitch_input_prepare(DalaPitchInput* const self, const double rate,
                         const uint32_t reach)
{
  self->decimation = dala_pitch_decimation(rate);
  self->out_rate   = rate / self->decimation;
  self->reach      = reach;
  self->size       = reach + ROOM;
  self->pole = (float)exp(-6.283185307179586 * highpass_hz / self->out_rate);
  memset(self->taps, 0, sizeof self->taps);
  design_lowpass(self, rate);
  dala_pitch_input_reset(self);
}

void
dala_pitch_input_reset(DalaPitchInput* const self)
{
  self->newest = ROOM;
  self->filled = 0U;
  self->x1 = self->y1 = 0.0f;
  memset(self->phase, 0, sizeof self->phase);
  // What lies before the newest sample is written before it is read
  const size_t bytes = (self->reach + BLOCK) * sizeof(float);
  memset(self->sound + self->newest, 0, bytes);
  memset(self->energy + self->newest, 0, bytes);
}

uint32_t
dala_pitch_input_take(DalaPitchInput* const self, const float* const x,
                      const uint32_t n)
{
  const uint32_t mask = self->decimation - 1U;
  const uint32_t room = BLOCK * self->decimation - self->filled;
  const uint32_t take = n < room ? n : room;
  uint32_t       p    = self->filled & mask;
  uint32_t       to   = TAPS + self->filled / self->decimation;
  for (uint32_t i = 0; i < take; i++) {
    self->phase[p][to] = x[i];
    p                  = (p + 1U) & mask;
    to += p == 0U ? 1U : 0U;
  }
  self->filled += take;
  return take;
}

/// Energies of the newest block: each the sum of 16 squares.
static void
add_energies(DalaPitchInput* const self)
{
  float* const e = self->energy + self->newest;
  float        square[2U * BLOCK + BLOCK];
  for (uint32_t i = 0; i < 2U * BLOCK; i++) {
    const float x = self->sound[self->newest + i];
    square[i]     = x * x;
  }
  memset(square + 2U * BLOCK, 0, BLOCK * sizeof *square);
  for (uint32_t step = 1U; step < BLOCK; step *= 2U) {
    for (uint32_t i = 0; i < 2U * BLOCK; i++) {
      square[i] += square[i + step];
    }
  }
  memcpy(e, square, BLOCK * sizeof *e);
}

void
dala_pitch_input_block(DalaPitchInput* const self)
{
  float out[BLOCK] = { 0.0f };
  for (uint32_t p = 0; p < self->decimation; p++) {
    for (uint32_t k = 0; k < TAPS; k++) {
      const float        tap = self->taps[p][k];
      const float* const in  = self->phase[p] + 1U + k;
      for (uint32_t i = 0; i < BLOCK; i++) {
        out[i] += tap * in[i];
      }
    }
    memmove(self->phase[p], self->phase[p] + BLOCK, TAPS * sizeof(float));
  }
  self->filled = 0U;

  if (self->newest < BLOCK) {
    const uint32_t to = self->size - self->reach;
    memmove(self->sound + to, self->sound + self->newest,
            self->reach * sizeof *self->sound);
    memmove(self->energy + to, self->energy + self->newest,
            self->reach * sizeof *self->energy);
    self->newest = to;
  }
  self->newest -= BLOCK;
  float* const sound = self->sound + self->newest;
  float        x1    = self->x1;
  float        y1    = self->y1;
  for (uint32_t i = 0; i < BLOCK; i++) {
    y1                    = self->pole * y1 + (out[i] - x1);
    x1                    = out[i];
    sound[BLOCK - 1U - i] = y1;
  }
  self->x1 = x1;
  self->y1 = y1;
  add_energies(self);
}
