#include "plugin/engine/ornamenting.h"

#include "plugin/engine/listening.h"

#include <math.h>

/// How far the pace of a gesture may be changed to end in phase.
static const float slowest       = 0.45f;
static const float fastest       = 1.2f;
static const float least_drift_s = 1e-4f;

static const float attack_s = 0.060f;
static const float softest  = 0.32f;  // 5 dB under what the note was of late
static const float faintest = 0.016f; // 18 dB under the loudest: rings on
static const float another  = 0.8f;   // semitones away
static const float lost_s   = 0.030f; // what is lost longer has ended
static const float turn_s   = 0.050f; // a vibrato is as deep as asked for

// A vibrato dies away for 0.3 s, and in the last of it leans to where it ends
// in phase: half a period of an open G takes 18 cents
static const float lean_s       = 0.250f;
static const float least_lean_s = 0.005f;
static const float most_lean    = 25.0f;
static const float cents_per_e  = 1731.2340f; // a factor of e, in cents

_Static_assert((int)DALA_PLAYED_NOTE == (int)DALA_HEARD_NOTE &&
                 (int)DALA_PLAYED_LEGATO == (int)DALA_HEARD_LEGATO &&
                 (int)DALA_PLAYED_BOW == (int)DALA_HEARD_BOW &&
                 (int)DALA_PLAYED_END == (int)DALA_HEARD_END,
               "what the ears tell is what the rules hear");

void
dala_ornamenting_reset(DalaEngine* const self)
{
  dala_ornament_rules_reset(&self->rules);
  dala_shifter_reset(&self->shifter);
  self->sounding       = self->ears.heard;
  self->play.kind      = DALA_GESTURE_NONE;
  self->n_noted        = 0U;
  self->ornament_asked = false;
  self->lost_s         = 0.0f;
}

void
dala_ornamenting_note(DalaEngine* const self, const DalaHeardEvent* const event)
{
  const bool note = event->kind <= DALA_HEARD_END;
  if (note && self->n_noted < DALA_ENGINE_NOTED) {
    self->noted[self->n_noted++] = event->kind;
  }
}

void
dala_ornamenting_trigger(DalaEngine* const self, const bool pressed)
{
  self->ornament_asked |= pressed && self->trigger_ready;
  self->trigger_ready = !pressed;
}

static DalaOrnamentWish
wish(const DalaEngine* const self)
{
  const DalaParams* const p = &self->params;
  return (DalaOrnamentWish){ .amount        = p->ornament,
                             .style         = p->ornament_style,
                             .forced        = (DalaGestureKind)p->ornament_kind,
                             .vibrato_cents = p->vibrato_cents,
                             .scale         = p->scale,
                             .equal         = p->equal,
                             .tonic         = (float)self->pitch_class +
                                      0.01f * self->fine_cents };
}

static DalaPlaying
playing(const DalaEngine* const self)
{
  const DalaHeard* const heard = &self->ears.heard;
  return (DalaPlaying){ .note          = dala_listening_note(self),
                        .level         = heard->level,
                        .loud          = heard->loud,
                        .vibrato_cents = heard->vibrato_cents,
                        .alone         = heard->alone,
                        .two_notes     = heard->two_notes,
                        .beat =
                          self->n_noted ? dala_listening_place(self) : -1.0f,
                        .beat_s = (float)self->beat.period_s,
                        .busy   = self->play.kind != DALA_GESTURE_NONE &&
                                self->play.kind != DALA_GESTURE_VIBRATO };
}

static void
play(DalaEngine* const self, const DalaOrnament* const what)
{
  if (what->kind == DALA_GESTURE_VIBRATO &&
      self->play.kind == DALA_GESTURE_VIBRATO) {
    return; // it goes on through a bow change
  }
  const float from = dala_shifter_cents(&self->shifter);
  dala_gesture_shape(what, &self->play.curve);
  if (dala_shifter_plays(&self->shifter)) {
    self->play.curve.points[0].cents = from; // of the gesture that it replaces
  }
  dala_shifter_start(&self->shifter);
  self->play.kind = what->kind;
  self->play.note = self->rules.watch.settled ? self->rules.watch.note : 0.0f;
  self->play.at_s = 0.0f;
  self->play.pace = 1.0f;
  self->play.next = 0U;
  self->play.fits = false;
}

static void
stop(DalaEngine* const self)
{
  dala_shifter_stop(&self->shifter);
  self->play.kind = DALA_GESTURE_NONE;
}

/// The pace at which the rest of the curve ends in phase: after a whole number
/// of periods, one at least for a slide, and one more if it were too quick.
static void
fit(DalaEngine* const self)
{
  const float hz    = self->ears.heard.f0_hz;
  const float lag   = dala_shifter_lag(&self->shifter);
  const float drift = dala_gesture_drift(&self->play.curve, self->play.at_s);
  self->play.pace   = 1.0f;
  self->play.hz     = hz;
  if (!(hz > 0.0f) || self->play.curve.wave_hz > 0.0f ||
      fabsf(drift) <= least_drift_s) {
    return;
  }
  const bool  slides = drift > 0.0f;
  const float whole  = roundf((lag + drift) * hz);
  float       goal   = (slides ? fmaxf(whole, 1.0f) : whole) / hz - lag;
  if (goal / drift < 1.0f / fastest) {
    goal += (slides ? 1.0f : -1.0f) / hz;
  }
  if (goal / drift > 0.0f) {
    self->play.pace = fminf(fmaxf(drift / goal, slowest), fastest);
  }
}

/// Linear. A gesture that softens a note does not where that is soft itself,
/// unless it is there to fade.
static float
softened(const DalaEngine* const self, const float level_db)
{
  const float gain  = level_db < 0.0f ? exp2f(level_db / 6.0206f) : 1.0f;
  const float usual = self->rules.watch.usual;
  const bool  fades = self->play.kind == DALA_GESTURE_FALL_OFF ||
                     self->play.kind == DALA_GESTURE_CALLS;
  if (fades || !(gain < 1.0f)) {
    return gain;
  }
  const float least =
    sqrtf(softest * usual / fmaxf(self->ears.heard.level, 1e-12f));
  return fminf(fmaxf(gain, least), 1.0f);
}

/// What brings a vibrato that dies away to where it ends in phase, in cents;
/// else the way to the wire would bend the pitch at once.
static float
lean(const DalaEngine* const self)
{
  const float hz     = self->ears.heard.f0_hz;
  const float lag    = dala_shifter_lag(&self->shifter);
  const float left_s = self->play.curve.end_s - self->play.at_s;
  if (self->play.kind != DALA_GESTURE_VIBRATO || !(hz > 0.0f) ||
      left_s > lean_s) {
    return 0.0f;
  }
  const float off_s = lag - roundf(lag * hz) / hz;
  const float cents = cents_per_e * off_s / fmaxf(left_s, least_lean_s);
  return fminf(fmaxf(cents, -most_lean), most_lean);
}

/// The voice goes on along the curve by one tick.
static void
move(DalaEngine* const self)
{
  const DalaGestureCurve* const curve = &self->play.curve;
  const float                   dt    = (float)(DALA_TICK / self->cfg.rate);
  if (self->play.kind == DALA_GESTURE_NONE) {
    return;
  }
  const bool known = self->ears.heard.f0_hz > 0.0f && self->play.hz <= 0.0f;
  while (self->play.next < curve->n_points &&
         curve->points[self->play.next].at_s <= self->play.at_s) {
    self->play.next++;
    self->play.fits = false;
  }
  if (!self->play.fits || known) {
    self->play.fits = true;
    fit(self);
  }
  self->play.at_s += self->play.pace * dt;
  if (self->play.at_s >= curve->end_s) {
    stop(self);
    return;
  }
  const DalaGesturePoint now = dala_gesture_at(curve, self->play.at_s);
  dala_shifter_aim(&self->shifter, now.cents + lean(self),
                   softened(self, now.level_db), now.touch, now.dark);
}

static void
take_note(DalaEngine* const self, const DalaPlayedEvent event,
          DalaPlaying* const now, const DalaOrnamentWish* const asked)
{
  DalaOrnament what;
  const bool   falls = self->play.kind == DALA_GESTURE_FALL_OFF;
  const bool   faint = now->level < faintest * now->loud;
  const bool   other = event == DALA_PLAYED_LEGATO ||
                     event == (falls ? DALA_PLAYED_NOTE : DALA_PLAYED_END);
  if (other && !(falls && faint)) {
    stop(self);
  }
  if (dala_ornament_rules_event(&self->rules, event, now, asked, &what)) {
    play(self, &what);
    now->busy = true;
  }
}

/// What the ears told in the tick before. In an attack they may take a note for
/// another, or lose it, and set it right: that is no other note, and no end.
static void
take_notes(DalaEngine* const self, DalaPlaying* const now,
           const DalaOrnamentWish* const asked)
{
  const DalaNoteWatch* const watch = &self->rules.watch;
  for (uint32_t i = 0; i < self->n_noted; i++) {
    const DalaPlayedEvent event = (DalaPlayedEvent)self->noted[i];
    const bool attack = watch->note > 0.0f && watch->note_s < attack_s;
    if (event == DALA_PLAYED_NOTE && self->lost_s > 0.0f) {
      self->lost_s = 0.0f;
    } else if (event == DALA_PLAYED_END && attack) {
      self->lost_s = lost_s;
    } else if (event != DALA_PLAYED_LEGATO || !attack) {
      take_note(self, event, now, asked);
    }
  }
  self->n_noted = 0U;
  if (self->lost_s > 0.0f) {
    self->lost_s -= (float)(DALA_TICK / self->cfg.rate);
    if (self->lost_s <= 0.0f) {
      take_note(self, DALA_PLAYED_END, now, asked);
    }
  }
}

/// To what the player does: one howls a note, not a tune; of two vibratos the
/// player's is the one, and none is in a slide; and a fall stays down while the
/// note dies, as long as no other begins.
static void
give_way(DalaEngine* const self, const bool two_notes)
{
  const DalaNoteWatch* const watch = &self->rules.watch;
  const bool                 falls = self->play.kind == DALA_GESTURE_FALL_OFF;
  const bool                 howls = self->play.kind == DALA_GESTURE_HOWL;
  const bool other = howls && self->play.note > 0.0f && watch->note > 0.0f &&
                     fabsf(watch->slow - self->play.note) > another;
  if ((two_notes && !falls) || // then strings ring on
      other || (howls && dala_note_watch_glides(watch))) {
    stop(self);
  } else if (self->play.kind == DALA_GESTURE_VIBRATO &&
             (watch->vibrato || dala_note_watch_glides(watch))) {
    dala_gesture_fade(&self->play.curve, self->play.at_s);
  } else if (falls) {
    if (watch->attacks) {
      stop(self);
    } else if (!watch->dies || !(watch->note > 0.0f)) {
      dala_gesture_return(&self->play.curve, self->play.at_s);
    }
  }
}

/// A vibrato that sounds is as deep as its control says, and none at 0.
static void
follow_control(DalaEngine* const self, const DalaOrnamentWish* const asked)
{
  DalaGestureCurve* const curve = &self->play.curve;
  if (self->play.kind != DALA_GESTURE_VIBRATO) {
    return;
  }
  if (asked->vibrato_cents > 0.0f) {
    const float way = fminf((float)(DALA_TICK / self->cfg.rate) / turn_s, 1.0f);
    curve->wave_cents += way * (asked->vibrato_cents - curve->wave_cents);
  } else if (asked->forced != DALA_GESTURE_VIBRATO) {
    dala_gesture_fade(curve, self->play.at_s);
  }
}

void
dala_ornamenting_tick(DalaEngine* const self)
{
  const DalaOrnamentWish asked = wish(self);
  DalaOrnament           what;
  if (!dala_shifter_plays(&self->shifter)) {
    self->play.kind = DALA_GESTURE_NONE; // given up
  }
  DalaPlaying now = playing(self);
  give_way(self, now.two_notes);
  follow_control(self, &asked);
  take_notes(self, &now, &asked);
  if (dala_ornament_rules_hear(&self->rules,
                               (float)(DALA_TICK / self->cfg.rate), &now,
                               &asked, &what)) {
    play(self, &what);
    now.busy = true;
  }
  if (self->ornament_asked &&
      dala_ornament_rules_now(&self->rules, &now, &asked, &what)) {
    play(self, &what);
  }
  self->ornament_asked = false;
  move(self);
  dala_shifter_tick(&self->shifter, self->ears.heard.f0_hz);
}

void
dala_ornamenting_process(DalaEngine* const self, float* const voice,
                         const uint32_t n)
{
  dala_shifter_process(&self->shifter, voice, n);
  const float cents = dala_shifter_cents(&self->shifter);
  self->sounding    = self->ears.heard;
  if (cents != 0.0f) {
    self->sounding.f0_hz *= exp2f(cents / 1200.0f);
  }
}
