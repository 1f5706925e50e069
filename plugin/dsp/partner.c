#include "plugin/dsp/partner.h"

#include "plugin/dsp/blockops.h"

#include <math.h>
#include <string.h>

/// Crossfade from a voice to the next, s: two bows, or a bow and a plectrum,
/// that take turns (by ear).
#define CROSSFADE_S 0.06

/// What a loud stroke adds to the colour: some octave of brightness in the
/// bowed voice.
#define OPEN 0.4F

/// Depth at which strokes are as loud as written, and the velocity that every
/// depth leaves alone.
#define USUAL_DEPTH_DB 7.0F
#define MIDDLE_VELOCITY 5.0F

#define HALF_PI 1.5707963F

// ------------------------------------------------------------------ voices

/// What every voice can do; `stroke` is NULL for one that leaves strokes to
/// the swing.
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
  void (*stroke)(DalaPartner*, const DalaStroke*);
  bool plucked; ///< Strokes make its sound: it is not swung.
} Voice;

/// The functions of the voice in field NAME, which begin with PREFIX there.
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
  }

#define FUNCTIONS(NAME)                                                        \
  .layout = NAME##_layout, .prepare = NAME##_prepare, .reset = NAME##_reset,   \
  .set_on = NAME##_set_on, .set_string = NAME##_set_string,                    \
  .set_gain = NAME##_set_gain, .set_colour = NAME##_set_colour,                \
  .tick = NAME##_tick, .process = NAME##_process, .idle = NAME##_idle,         \
  .healthy = NAME##_healthy

VOICE(kobyz, dala_drone)
VOICE(dombra, dala_dombra)
VOICE(own_tone, dala_own_tone)
VOICE(zhyrau, dala_zhyrau)

static void
zhyrau_stroke(DalaPartner* const p, const DalaStroke* const stroke)
{
  dala_zhyrau_stroke(&p->zhyrau, stroke);
}

/// The depth is how far accents stand out: as written at the usual one.
static void
dombra_stroke(DalaPartner* const p, const DalaStroke* const stroke)
{
  DalaStroke  played = *stroke;
  const float depth  = p->depth_db / USUAL_DEPTH_DB;
  played.velocity =
    MIDDLE_VELOCITY + (stroke->velocity - MIDDLE_VELOCITY) * depth;
  dala_dombra_stroke(&p->dombra, &played);
}

static const Voice voices[DALA_PARTNER_VOICES] = {
  [DALA_PARTNER_KOBYZ]    = { FUNCTIONS(kobyz) },
  [DALA_PARTNER_DOMBRA]   = { FUNCTIONS(dombra), .stroke = dombra_stroke,
                              .plucked = true },
  [DALA_PARTNER_OWN_TONE] = { FUNCTIONS(own_tone) },
  [DALA_PARTNER_ZHYRAU]   = { FUNCTIONS(zhyrau), .stroke = zhyrau_stroke },
};

#define FOR_EACH_VOICE(v) for (uint32_t v = 0U; v < DALA_PARTNER_VOICES; v++)

// ------------------------------------------------------------------ partner

DalaStatus
dala_partner_layout(DalaPartner* const self, const DalaConfig* const cfg,
                    DalaArena* const arena)
{
  DalaStatus status = DALA_STATUS_OK;
  FOR_EACH_VOICE(v)
  {
    const DalaStatus one = voices[v].layout(self, cfg, arena);
    status               = status == DALA_STATUS_OK ? one : status;
  }
  return status;
}

void
dala_partner_prepare(DalaPartner* const self, const DalaConfig* const cfg)
{
  FOR_EACH_VOICE(v)
  {
    voices[v].prepare(self, cfg);
  }
  self->voice    = DALA_PARTNER_KOBYZ;
  self->on       = false;
  self->gain     = 1.0F;
  self->colour   = 0.4F;
  self->depth_db = 0.0F;
  dala_swing_prepare(&self->swing, cfg->rate);
  self->step = (float)((double)DALA_TICK / (CROSSFADE_S * cfg->rate));
  dala_partner_reset(self);
}

void
dala_partner_reset(DalaPartner* const self)
{
  FOR_EACH_VOICE(v)
  {
    voices[v].reset(self);
  }
  dala_swing_reset(&self->swing);
  self->fresh = true;
  self->frame = 0U;
}

void
dala_partner_set_voice(DalaPartner* const self, const uint32_t voice)
{
  const bool none =
    voice == (uint32_t)DALA_PARTNER_OWN_TONE && self->own_tone.tone.count == 0U;
  const bool known = voice < DALA_PARTNER_VOICES;
  self->voice      = none    ? (uint32_t)DALA_PARTNER_ZHYRAU
                     : known ? voice
                             : (uint32_t)DALA_PARTNER_KOBYZ;
}

void
dala_partner_set_tone(DalaPartner* const self, const DalaTone* const tone)
{
  dala_own_tone_set_tone(&self->own_tone, tone);
}

void
dala_partner_set_melody(DalaPartner* const self, const float hz)
{
  dala_zhyrau_set_melody(&self->zhyrau, hz);
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
    voices[v].set_string(self, string, hz, gain, pan);
  }
  dala_swing_set_string(&self->swing, string, gain, pan);
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
dala_partner_set_depth(DalaPartner* const self, const float depth_db)
{
  self->depth_db = depth_db;
  dala_swing_set_depth(&self->swing, depth_db);
}

void
dala_partner_stroke(DalaPartner* const self, const DalaStroke* const stroke)
{
  dala_swing_stroke(&self->swing, stroke);
  FOR_EACH_VOICE(v)
  {
    if (voices[v].stroke && self->on && self->share[v] > 0.0F) {
      voices[v].stroke(self, stroke);
    }
  }
}

/// Nothing sounds that a new voice would have to fade from.
static bool
is_silent(const DalaPartner* const self)
{
  bool silent = true;
  FOR_EACH_VOICE(v)
  {
    silent = silent && voices[v].idle(self);
  }
  return silent;
}

void
dala_partner_tick(DalaPartner* const self)
{
  const bool snap  = self->fresh || is_silent(self);
  const bool waits = !snap && self->voice == (uint32_t)DALA_PARTNER_OWN_TONE &&
                     !dala_own_tone_ready(&self->own_tone);
  self->fresh = false;
  self->frame = 0U;
  dala_swing_tick(&self->swing);
  const float colour = self->colour + OPEN * dala_swing_open(&self->swing);
  FOR_EACH_VOICE(v)
  {
    const Voice* const voice = &voices[v];
    const float        goal  = v == self->voice ? 1.0F : 0.0F;
    const float        way   = waits ? 0.0F : goal - self->share[v];
    const float        move  = fminf(fmaxf(way, -self->step), self->step);
    self->share[v]           = snap ? goal : self->share[v] + move;
    const bool comes         = waits && v == self->voice;
    const bool on            = self->on && (self->share[v] > 0.0F || comes);
    voice->set_on(self, on);
    if (on || !voice->idle(self)) {
      voice->set_gain(self, self->gain * sinf(HALF_PI * self->share[v]));
      voice->set_colour(self, fminf(colour, 1.0F));
      voice->tick(self);
    }
  }
}

/// Add the voices that are plucked, or those that are not.
static void
add_voices(DalaPartner* const self, const bool plucked, float* const out_l,
           float* const out_r, const uint32_t n)
{
  FOR_EACH_VOICE(v)
  {
    if (voices[v].plucked == plucked && !voices[v].idle(self)) {
      float l[DALA_TICK];
      float r[DALA_TICK];
      voices[v].process(self, l, r, n);
      dala_block_add(out_l, l, n);
      dala_block_add(out_r, r, n);
    }
  }
}

void
dala_partner_process(DalaPartner* const self, float* const out_l,
                     float* const out_r, const uint32_t n)
{
  memset(out_l, 0, n * sizeof *out_l);
  memset(out_r, 0, n * sizeof *out_r);
  add_voices(self, false, out_l, out_r, n);
  dala_swing_process(&self->swing, out_l, out_r, self->frame, n);
  add_voices(self, true, out_l, out_r, n);
  self->frame += n;
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
    healthy = healthy && voices[v].healthy(self);
  }
  return healthy;
}
