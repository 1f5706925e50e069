#include "plugin/dsp/partner.h"

#include "plugin/dsp/blockops.h"

#include <math.h>
#include <string.h>

/// Crossfade from a voice to the next, s: two bows, or a bow and a plectrum,
/// that take turns (by ear).
#define CROSSFADE_S 0.06

#define HALF_PI 1.5707963F

// ------------------------------------------------------------------ voices

/// What every voice can do.
typedef struct {
  DalaStatus (*layout)(DalaPartner*, const DalaConfig*, DalaArena*);
  void (*prepare)(DalaPartner*, const DalaConfig*);
  void (*reset)(DalaPartner*);
  void (*set_on)(DalaPartner*, bool);
  void (*set_string)(DalaPartner*, uint32_t, float, float, float);
  void (*set_gain)(DalaPartner*, float);
  void (*set_colour)(DalaPartner*, float);
  void (*tick)(DalaPartner*);
  void (*process)(DalaPartner*, float*, float*, uint32_t);
  bool (*idle)(const DalaPartner*);
  bool (*healthy)(const DalaPartner*);
} Voice;

/// The voice in field NAME, whose functions begin with PREFIX, as a Voice of
/// that name.
#define VOICE(NAME, PREFIX)                                                    \
  static DalaStatus NAME##_layout(                                             \
    DalaPartner* const p, const DalaConfig* const c, DalaArena* const a)       \
  {                                                                            \
    return PREFIX##_layout(&p->NAME, c, a);                                    \
  }                                                                            \
  static void NAME##_prepare(DalaPartner* const p, const DalaConfig* const c)  \
  {                                                                            \
    PREFIX##_prepare(&p->NAME, c);                                             \
  }                                                                            \
  static void NAME##_reset(DalaPartner* const p)                               \
  {                                                                            \
    PREFIX##_reset(&p->NAME);                                                  \
  }                                                                            \
  static void NAME##_set_on(DalaPartner* const p, const bool on)               \
  {                                                                            \
    PREFIX##_set_on(&p->NAME, on);                                             \
  }                                                                            \
  static void NAME##_set_string(DalaPartner* const p, const uint32_t string,   \
                                const float hz, const float gain,              \
                                const float pan)                               \
  {                                                                            \
    PREFIX##_set_string(&p->NAME, string, hz, gain, pan);                      \
  }                                                                            \
  static void NAME##_set_gain(DalaPartner* const p, const float gain)          \
  {                                                                            \
    PREFIX##_set_gain(&p->NAME, gain);                                         \
  }                                                                            \
  static void NAME##_set_colour(DalaPartner* const p, const float colour)      \
  {                                                                            \
    PREFIX##_set_colour(&p->NAME, colour);                                     \
  }                                                                            \
  static void NAME##_tick(DalaPartner* const p)                                \
  {                                                                            \
    PREFIX##_tick(&p->NAME);                                                   \
  }                                                                            \
  static void NAME##_process(DalaPartner* const p, float* const l,             \
                             float* const r, const uint32_t n)                 \
  {                                                                            \
    PREFIX##_process(&p->NAME, l, r, n);                                       \
  }                                                                            \
  static bool NAME##_idle(const DalaPartner* const p)                          \
  {                                                                            \
    return PREFIX##_idle(&p->NAME);                                            \
  }                                                                            \
  static bool NAME##_healthy(const DalaPartner* const p)                       \
  {                                                                            \
    return PREFIX##_healthy(&p->NAME);                                         \
  }                                                                            \
  static const Voice NAME = {                                                  \
    NAME##_layout,     NAME##_prepare,  NAME##_reset,      NAME##_set_on,      \
    NAME##_set_string, NAME##_set_gain, NAME##_set_colour, NAME##_tick,        \
    NAME##_process,    NAME##_idle,     NAME##_healthy                         \
  };

VOICE(kobyz, dala_drone)

/// By DalaPartnerVoice; NULL: not there yet.
static const Voice* const voices[DALA_PARTNER_VOICES] = {
  [DALA_PARTNER_KOBYZ] = &kobyz,
};

#define FOR_EACH_VOICE(v)                                                      \
  for (uint32_t v = 0U; v < DALA_PARTNER_VOICES; v++)                          \
    if (voices[v])

// ------------------------------------------------------------------ partner

DalaStatus
dala_partner_layout(DalaPartner* const self, const DalaConfig* const cfg,
                    DalaArena* const arena)
{
  DalaStatus status = DALA_STATUS_OK;
  FOR_EACH_VOICE(v)
  {
    const DalaStatus one = voices[v]->layout(self, cfg, arena);
    status               = status == DALA_STATUS_OK ? one : status;
  }
  return status;
}

void
dala_partner_prepare(DalaPartner* const self, const DalaConfig* const cfg)
{
  FOR_EACH_VOICE(v)
  {
    voices[v]->prepare(self, cfg);
  }
  self->voice  = DALA_PARTNER_KOBYZ;
  self->on     = false;
  self->gain   = 1.0F;
  self->colour = 0.4F;
  self->step   = (float)((double)DALA_TICK / (CROSSFADE_S * cfg->rate));
  dala_partner_reset(self);
}

void
dala_partner_reset(DalaPartner* const self)
{
  FOR_EACH_VOICE(v)
  {
    voices[v]->reset(self);
  }
  self->fresh = true;
}

void
dala_partner_set_voice(DalaPartner* const self, const uint32_t voice)
{
  const bool there = voice < DALA_PARTNER_VOICES && voices[voice];
  self->voice      = there ? voice : (uint32_t)DALA_PARTNER_KOBYZ;
}

void
dala_partner_set_on(DalaPartner* const self, const bool on)
{
  self->on = on;
}

void
dala_partner_set_string(DalaPartner* const self, const uint32_t string,
                        const float hz, const float gain, const float pan)
{
  FOR_EACH_VOICE(v)
  {
    voices[v]->set_string(self, string, hz, gain, pan);
  }
}

void
dala_partner_set_gain(DalaPartner* const self, const float gain)
{
  self->gain = gain;
}

void
dala_partner_set_colour(DalaPartner* const self, const float colour)
{
  self->colour = colour;
}

void
dala_partner_stroke(DalaPartner* const self, const DalaStroke* const stroke)
{
  (void)self;
  (void)stroke;
}

/// Nothing sounds that a new voice would have to fade from.
static bool
is_silent(const DalaPartner* const self)
{
  bool silent = true;
  FOR_EACH_VOICE(v)
  {
    silent = silent && voices[v]->idle(self);
  }
  return silent;
}

void
dala_partner_tick(DalaPartner* const self)
{
  const bool snap = self->fresh || is_silent(self);
  self->fresh     = false;
  FOR_EACH_VOICE(v)
  {
    const Voice* const voice = voices[v];
    const float        goal  = v == self->voice ? 1.0F : 0.0F;
    const float        way   = goal - self->share[v];
    const float        step  = snap ? 1.0F : self->step;
    self->share[v] += fminf(fmaxf(way, -step), step);
    const bool on = self->on && self->share[v] > 0.0F;
    voice->set_on(self, on);
    if (on || !voice->idle(self)) {
      voice->set_gain(self, self->gain * sinf(HALF_PI * self->share[v]));
      voice->set_colour(self, self->colour);
      voice->tick(self);
    }
  }
}

void
dala_partner_process(DalaPartner* const self, float* const out_l,
                     float* const out_r, const uint32_t n)
{
  memset(out_l, 0, n * sizeof *out_l);
  memset(out_r, 0, n * sizeof *out_r);
  FOR_EACH_VOICE(v)
  {
    if (!voices[v]->idle(self)) {
      float l[DALA_TICK];
      float r[DALA_TICK];
      voices[v]->process(self, l, r, n);
      dala_block_add(out_l, l, n);
      dala_block_add(out_r, r, n);
    }
  }
}

bool
dala_partner_idle(const DalaPartner* const self)
{
  return !self->on && is_silent(self);
}

bool
dala_partner_healthy(const DalaPartner* const self)
{
  bool healthy = true;
  FOR_EACH_VOICE(v)
  {
    healthy = healthy && voices[v]->healthy(self);
  }
  return healthy;
}
