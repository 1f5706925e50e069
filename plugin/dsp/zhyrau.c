#include "plugin/dsp/zhyrau.h"

#include "plugin/dsp/smooth.h"
#include "plugin/dsp/zhyrau_tract.h"

#include <math.h>
#include <string.h>

#define NONE DALA_ZHYRAU_SINGERS
#define TWO_PI 6.2831853F

#define FADE_S 0.06F   ///< A breath begins and ends.
#define GLIDE_S 0.015F ///< 60 ms to 2 %.
#define MOVE_S 0.018F  ///< A step of harmonics: 40 to 90 ms.
#define SMOOTH_S 0.03F ///< Pan and colour.
#define RELAX_S 0.15F  ///< An accent lets go.
#define GLIDE_END 1.0e-5F

/// Slow swings: of the pitch at most 4 cents, of the level 0.4 dB (reference,
/// section 5: 8 cents, 0.3 to 0.8 dB).
#define SWING_CENTS 2.0F
#define SWING_HZ_1 0.31F
#define SWING_HZ_2 0.47F
#define SWING_LEVEL 0.046F
#define SWING_LEVEL_HZ 0.4F
#define PER_CENT 5.776227e-4F

/// How much an accent takes from every second pulse: the subharmonic is then
/// 20 dB down.
#define PRESS 0.2F
#define PRESS_FROM 6.0F // velocity

// -------------------------------------------------------------- preparation

DalaStatus
dala_zhyrau_layout(DalaZhyrau* const self, const DalaConfig* const cfg,
                   DalaArena* const arena)
{
  if (!dala_rate_fits(cfg->rate)) {
    return DALA_STATUS_BAD_RATE;
  }
  dala_glottis_layout(&self->glottis, cfg->rate, arena);
  return dala_arena_status(arena);
}

void
dala_zhyrau_prepare(DalaZhyrau* const self, const DalaConfig* const cfg)
{
  const float ticks = (float)(cfg->rate / (double)DALA_TICK);
  dala_glottis_prepare(&self->glottis);
  memset(self->want, 0, sizeof self->want);
  self->rate      = (float)cfg->rate;
  self->on        = false;
  self->gain      = 1.0F;
  self->colour    = DALA_ZHYRAU_COLOUR;
  self->melody_hz = 0.0F;
  self->fade      = 1.0F / (FADE_S * ticks);
  self->glide     = dala_smooth_share(GLIDE_S, ticks);
  self->move      = dala_smooth_share(MOVE_S, ticks);
  self->smooth    = dala_smooth_share(SMOOTH_S, ticks);
  self->relax     = dala_smooth_share(RELAX_S, ticks);
  dala_zhyrau_tract_prepare(self);
  dala_zhyrau_reset(self);
}

void
dala_zhyrau_reset(DalaZhyrau* const self)
{
  memset(self->singers, 0, sizeof self->singers);
  for (uint32_t i = 0U; i < DALA_ZHYRAU_STRINGS; i++) {
    self->singer_of[i] = NONE;
  }
  dala_tract_reset(&self->tract);
  self->fresh    = true;
  self->frame    = 0U;
  self->ticks    = 0U;
  self->harmonic = 0U;
  self->focus_hz = 1000.0F; // the first tick sets it
  self->drone_hz = 0.0F;
  self->press    = 0.0F;
  self->pan      = 0.0F;
  self->edge     = 1.0F;
}

// ------------------------------------------------------------------ targets

void
dala_zhyrau_set_on(DalaZhyrau* const self, const bool on)
{
  self->on = on;
}

void
dala_zhyrau_set_string(DalaZhyrau* const self, const uint32_t string,
                       const float hz, const float gain, const float pan)
{
  if (string < DALA_ZHYRAU_STRINGS) {
    DalaZhyrauNote* const want = &self->want[string];
    const bool            sung = hz > 0.0F && gain > 0.0F;
    want->hz   = fminf(fmaxf(hz, DALA_GLOTTIS_MIN_HZ), DALA_GLOTTIS_MAX_HZ);
    want->gain = sung ? gain : 0.0F;
    want->pan  = fminf(fmaxf(pan, -1.0F), 1.0F);
  }
}

void
dala_zhyrau_set_gain(DalaZhyrau* const self, const float gain)
{
  self->gain = gain;
}

void
dala_zhyrau_set_colour(DalaZhyrau* const self, const float colour)
{
  self->colour = fminf(fmaxf(colour, 0.0F), 1.0F);
}

void
dala_zhyrau_set_melody(DalaZhyrau* const self, const float hz)
{
  self->melody_hz = hz;
}

void
dala_zhyrau_stroke(DalaZhyrau* const self, const DalaStroke* const stroke)
{
  const float over =
    (stroke->velocity - PRESS_FROM) / (DALA_STROKE_LOUDEST - PRESS_FROM);
  self->press = fmaxf(self->press, fminf(over, 1.0F));
}

// --------------------------------------------------------------------- tick

static void
leave(DalaZhyrau* const self, const uint32_t string)
{
  if (self->singer_of[string] != NONE) {
    self->singers[self->singer_of[string]].leaves = true;
    self->singer_of[string]                       = NONE;
  }
}

static void
begin(DalaZhyrau* const self, const uint32_t string)
{
  for (uint32_t i = 0U; i < DALA_ZHYRAU_SINGERS; i++) {
    DalaZhyrauSinger* const singer = &self->singers[i];
    if (!singer->sings) {
      memset(singer, 0, sizeof *singer);
      singer->sings           = true;
      singer->hz              = self->want[string].hz;
      singer->hz_born         = singer->hz;
      singer->table           = dala_glottis_table(&self->glottis, singer->hz);
      self->singer_of[string] = i;
      return;
    }
  }
}

static void
follow(DalaZhyrau* const self, const uint32_t string)
{
  const DalaZhyrauNote* const want = &self->want[string];
  if (!self->on || want->gain <= 0.0F) {
    leave(self, string);
    return;
  }
  if (self->singer_of[string] == NONE) {
    begin(self, string);
    return;
  }
  DalaZhyrauSinger* const singer = &self->singers[self->singer_of[string]];
  if (want->hz > DALA_ZHYRAU_GLIDE * singer->hz_born ||
      want->hz * DALA_ZHYRAU_GLIDE < singer->hz_born) {
    leave(self, string);
    begin(self, string);
    return;
  }
  singer->hz += self->glide * (want->hz - singer->hz);
  if (fabsf(singer->hz - want->hz) < GLIDE_END * want->hz) {
    singer->hz = want->hz;
  }
}

/// A slow swing of -1..1.
static float
swing(const DalaZhyrau* const self, const float hz, const float phase)
{
  const float turns = (float)self->ticks * ((float)DALA_TICK * hz / self->rate);
  return sinf(TWO_PI * (turns - floorf(turns) + phase));
}

static void
set_singer(DalaZhyrau* const self, const uint32_t i)
{
  DalaZhyrauSinger* const singer = &self->singers[i];
  const float             phase  = 0.17F * (float)i;
  const float cents = SWING_CENTS * (swing(self, SWING_HZ_1, phase) +
                                     swing(self, SWING_HZ_2, 0.6F + phase));
  const float hz    = singer->hz * (1.0F + PER_CENT * cents);
  singer->turn      = (uint32_t)(hz / self->rate * 4294967296.0F);
  singer->fade += singer->leaves ? -self->fade : self->fade;
  singer->fade = fminf(fmaxf(singer->fade, 0.0F), 1.0F);
  // Two that take turns keep their power together
  const float fade = singer->fade * sqrtf(3.0F - 2.0F * singer->fade);
  const float end  = singer->share * fade * dala_zhyrau_level(self, singer->hz);
  singer->step     = (end - singer->level) * (1.0F / (float)DALA_TICK);
}

/// The lowest note that is sung feeds the moving formant, and what leaves does
/// as before; returns its pitch, 0 if none.
static float
find_lowest(DalaZhyrau* const self)
{
  DalaZhyrauSinger* lowest = NULL;
  for (uint32_t i = 0U; i < DALA_ZHYRAU_STRINGS; i++) {
    if (self->singer_of[i] != NONE) {
      DalaZhyrauSinger* const singer = &self->singers[self->singer_of[i]];
      singer->low                    = false;
      if (!lowest || singer->hz < lowest->hz) {
        lowest = singer;
      }
    }
  }
  if (lowest) {
    lowest->low = true;
  }
  return lowest ? lowest->hz : 0.0F;
}

void
dala_zhyrau_tick(DalaZhyrau* const self)
{
  const float way = self->fresh ? 1.0F : self->smooth;
  float       pan = 0.0F;
  float       sum = 1e-12F;
  self->frame     = 0U;
  self->ticks++;
  for (uint32_t i = 0U; i < DALA_ZHYRAU_STRINGS; i++) {
    follow(self, i);
    const float power = self->want[i].gain * self->want[i].gain;
    pan += power * self->want[i].pan;
    sum += power;
  }
  for (uint32_t i = 0U; i < DALA_ZHYRAU_SINGERS; i++) {
    self->singers[i].level += self->singers[i].step * (float)DALA_TICK;
    if (self->singers[i].leaves && self->singers[i].fade <= 0.0F) {
      self->singers[i].sings = false;
    }
    self->singers[i].step = 0.0F;
  }
  const float breath =
    self->gain * (1.0F + SWING_LEVEL * swing(self, SWING_LEVEL_HZ, 0.0F));
  self->level    = self->fresh ? breath : self->level_to;
  self->level_to = breath;
  for (uint32_t i = 0U; i < DALA_ZHYRAU_STRINGS; i++) {
    if (self->singer_of[i] != NONE) {
      DalaZhyrauSinger* const singer = &self->singers[self->singer_of[i]];
      const bool new                 = singer->fade <= 0.0F;
      singer->share +=
        (new ? 1.0F : self->smooth) * (self->want[i].gain - singer->share);
    }
  }
  for (uint32_t i = 0U; i < DALA_ZHYRAU_SINGERS; i++) {
    if (self->singers[i].sings) {
      set_singer(self, i);
    }
  }
  dala_zhyrau_focus(self, find_lowest(self));
  self->pan += way * (pan / sum - self->pan);
  self->press -= self->relax * self->press;
  dala_zhyrau_set_edge(self, way);
  self->fresh = false;
}

// ------------------------------------------------------------------ process

/// all[n] += a singer, and low[n] unless NULL.
static void
sing(DalaZhyrau* const self, DalaZhyrauSinger* const singer, float* const all,
     float* const low, const uint32_t n)
{
  const float* const table = singer->table;
  const float        soft  = 1.0F - PRESS * self->press;
  uint32_t           phase = singer->phase;
  float              pulse = singer->odd ? soft : 1.0F;
  for (uint32_t i = 0U; i < n; i++) {
    const float level = singer->level + singer->step * (float)(self->frame + i);
    const float x     = level * pulse * dala_glottis_at(table, phase);
    const uint32_t next = phase + singer->turn;
    if (next < phase) {
      singer->odd = !singer->odd;
      pulse       = singer->odd ? soft : 1.0F;
    }
    phase = next;
    all[i] += x;
    if (low) {
      low[i] += x;
    }
  }
  singer->phase = phase;
}

void
dala_zhyrau_process(DalaZhyrau* const self, float* const out_l,
                    float* const out_r, const uint32_t n)
{
  float all[DALA_TICK] = { 0.0F };
  float low[DALA_TICK] = { 0.0F };
  for (uint32_t i = 0U; i < DALA_ZHYRAU_SINGERS; i++) {
    DalaZhyrauSinger* const singer = &self->singers[i];
    if (singer->sings) {
      const bool feeds = singer->low && self->harmonic != 0U;
      sing(self, singer, all, feeds ? low : NULL, n);
    }
  }
  dala_tract_process(&self->tract, all, low, all, n);
  // After the throat, whose narrow formant is slower than the bow
  const float step = (self->level_to - self->level) * (1.0F / (float)DALA_TICK);
  const float left = sqrtf(1.0F - self->pan);
  const float right = sqrtf(1.0F + self->pan);
  for (uint32_t i = 0U; i < n; i++) {
    const float x = (self->level + step * (float)(self->frame + i)) * all[i];
    out_l[i]      = left * x;
    out_r[i]      = right * x;
  }
  self->frame += n;
}

bool
dala_zhyrau_idle(const DalaZhyrau* const self)
{
  bool sings = self->on;
  for (uint32_t i = 0U; i < DALA_ZHYRAU_SINGERS; i++) {
    sings = sings || self->singers[i].sings;
  }
  return !sings;
}

bool
dala_zhyrau_healthy(const DalaZhyrau* const self)
{
  float sum = 0.0F;
  for (uint32_t i = 0U; i < DALA_TRACT_FORMANTS; i++) {
    sum += self->tract.u[i] + self->tract.z[i];
  }
  return isfinite(sum);
}
