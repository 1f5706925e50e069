#include "plugin/music/ornament_rules.h"

#include "plugin/music/ornament_styles.h"

#include <math.h>
#include <string.h>

static const float budget_s = 0.400f; // one ornament in this time (C)
static const float asked_s  = 0.250f;
static const float heard_s  = 0.050f; // a note known so soon sounded before

// For how long a note's beginning goes on: later it bears no grace
static const float longest_wait_s = 0.150f;

static const float stops_s = 10.0f; // one double stop promises others

// A slide that begins with the sound may lag 1.5 ms until its pitch is known:
// 66 cents last 40 ms (DSP notes, section 2)
static const float attack_cents = 66.0f;

// When what comes late in a note begins, seconds after it
static const float vibrato_from_s = 0.250f; // to 0.400 (C)
static const float shake_from_s   = 0.180f; // no passing note lasts so long
static const float break_from_s   = 0.300f; // if every note is to have one
static const float fall_from_s    = 0.350f; // shorter notes die away unbent
static const float held_s         = 0.200f; // and those that were plucked
static const float stroke_s       = 0.100f; // of a tremolo they are shorter

/// What long notes bear, by style, once they have shown to be long.
static const struct {
  DalaGestureKind kind;
  float           from_s;
} long_notes[] = {
  { DALA_GESTURE_MORDENT, 0.240f },
  { DALA_GESTURE_CALLS, 0.250f }, // it was the first call
  { DALA_GESTURE_HOWL, 0.300f },
  { DALA_GESTURE_FLAGEOLET, 0.900f } // its end may come
};

// Room for cries, howls and calls: the last two notes or the present one lasted
// so long. Two quarters of a gallop do not, a sung note does (by ear).
static const float long_s = 0.450f;

static const float due_s = 0.100f; // it comes no later than that

// Where gestures belong
static const float leap = 3.3f; // semitones up, over a minor third: slid into
static const float wide_leap = 5.0f;  // cried into
static const float weak_beat = 0.13f; // of a beat to either side of its half
static const float on_beat   = 0.15f; // share of the chance on strong eighths
static const float no_beat   = 0.50f; // the same where no beat is known

void
dala_ornament_rules_reset(DalaOrnamentRules* const self)
{
  memset(self, 0, sizeof *self);
  dala_note_watch_reset(&self->watch);
  self->since_s = budget_s;
}

// ----------------------------------------------------------------- chances

/// 0..1, the same for the same notes before and the same question.
static float
draw(const DalaOrnamentRules* const self, const uint32_t question)
{
  const uint32_t bits =
    dala_note_watch_mix(self->watch.seed + 0x9E3779B9U * question);
  return (float)(bits >> 8U) / 16777216.0f;
}

static bool
falls(const DalaOrnamentRules* const self, const DalaOrnamentWish* const wish,
      const DalaGestureKind kind, const float share)
{
  const float chance = dala_style_chance(wish->style, kind, self->watch.note);
  return draw(self, kind) < wish->amount * chance * share;
}

/// True the first time on a note.
static bool
consider(DalaOrnamentRules* const self, const DalaGestureKind kind)
{
  const uint32_t bit   = 1U << kind;
  const bool     fresh = !(self->considered & bit);
  self->considered |= bit;
  return fresh;
}

// ------------------------------------------------------------------- begin

/// The notes before were no quick ones, so that this one may be long enough for
/// a long gesture. Or it is already.
static bool
unhurried(const DalaOrnamentRules* const self)
{
  const DalaNoteWatch* const watch = &self->watch;
  return watch->last[0].s + watch->last[1].s >= long_s ||
         watch->note_s >= long_s;
}

static void
make(const DalaOrnamentRules* const self, const DalaGestureKind kind,
     const DalaPlaying* const now, const DalaOrnamentWish* const wish,
     DalaOrnament* const to)
{
  const float note =
    now->note > 0.0f ? now->note : self->watch.last[0].note; // before it
  to->kind         = kind;
  to->cents        = dala_style_cents(kind, wish, note, draw(self, kind + 32U));
  to->pace         = draw(self, kind + 64U);
  to->beat_s       = now->beat_s;
  to->attack       = false;
  const bool quick = !unhurried(self);
  if (kind == DALA_GESTURE_UPPER_GRACE) { // 40 to 70 ms; lyrical 80 to 100
    to->pace = wish->style == DALA_STYLE_ADAI || quick
                 ? 0.5f * to->pace
                 : 0.67f + 0.33f * to->pace;
  } else if (kind == DALA_GESTURE_CRY) {
    to->pace *= 0.1f; // few notes are long enough to cry more
  } else if (kind == DALA_GESTURE_SLIDE_IN && quick) {
    to->pace = 0.0f;
  }
}

/// Begins, in the place of a vibrato if one sounds, which then comes again.
static bool
begin(DalaOrnamentRules* const self, const DalaGestureKind kind,
      const DalaPlaying* const now, const DalaOrnamentWish* const wish,
      DalaOrnament* const to)
{
  make(self, kind, now, wish, to);
  self->dressed   = true;
  self->flageolet = kind == DALA_GESTURE_FLAGEOLET;
  self->howls     = kind == DALA_GESTURE_HOWL;
  self->since_s   = 0.0f;
  self->considered &= ~(1U << DALA_GESTURE_VIBRATO);
  return true;
}

/// Nothing speaks for a second note: none was heard of late, or this one is
/// known to sound alone.
static bool
is_clear(const DalaOrnamentRules* const self, const DalaPlaying* const now)
{
  return now->alone || !(self->stops_s > 0.0f);
}

/// It begins now or, if the note may be two, once that is known.
static bool
start(DalaOrnamentRules* const self, const DalaGestureKind kind,
      const DalaPlaying* const now, const DalaOrnamentWish* const wish,
      DalaOrnament* const to)
{
  const bool clear = is_clear(self, now);
  self->waits      = clear ? DALA_GESTURE_NONE : kind;
  self->waits_s    = 0.0f;
  return clear && begin(self, kind, now, wish, to);
}

/// What waited begins now; it is given up where it waits too long.
static bool
start_late(DalaOrnamentRules* const self, const float dt,
           const DalaPlaying* const now, const DalaOrnamentWish* const wish,
           DalaOrnament* const to)
{
  const DalaGestureKind kind = self->waits;
  self->waits_s += dt;
  if (now->two_notes || self->watch.two_s > 0.0f ||
      self->waits_s > longest_wait_s) {
    self->waits = DALA_GESTURE_NONE;
  } else if (kind != DALA_GESTURE_NONE && is_clear(self, now) && !now->busy) {
    self->waits = DALA_GESTURE_NONE;
    return begin(self, kind, now, wish, to);
  }
  return false;
}

/// The player leaves room for one.
static bool
may(const DalaOrnamentRules* const self, const DalaPlaying* const now,
    const DalaOrnamentWish* const wish)
{
  return wish->amount > 0.0f && !now->two_notes && !now->busy &&
         self->since_s >= budget_s && !dala_note_watch_own(&self->watch);
}

// ----------------------------------------------------------- with the note

/// How much of their chance graces have, by the place within the beat.
static float
weak_share(const float beat)
{
  if (beat < 0.0f) {
    return no_beat;
  }
  return fabsf(beat - 0.5f) < weak_beat ? 1.0f : on_beat;
}

/// What is slid into by style; this needs no pitch but to know a leap.
static DalaGestureKind
slide(const DalaOrnamentRules* const self, const DalaOrnamentWish* const wish,
      const bool first, const float up)
{
  const bool leaps = up > leap && self->watch.last[0].note > 0.0f;
  if (first ? falls(self, wish, DALA_GESTURE_LOWER_GRACE, 1.0f) : !leaps) {
    return DALA_GESTURE_NONE;
  }
  if ((first || up >= wide_leap) && unhurried(self) &&
      falls(self, wish, DALA_GESTURE_CRY, 1.0f)) {
    return DALA_GESTURE_CRY;
  }
  return falls(self, wish, DALA_GESTURE_SLIDE_IN, 1.0f) ? DALA_GESTURE_SLIDE_IN
                                                        : DALA_GESTURE_NONE;
}

/// What it gets once its pitch has settled. A leap is none before: a note that
/// runs into another is first heard as what both have in common, or as a
/// partial.
static DalaGestureKind
grace(const DalaOrnamentRules* const self, const DalaOrnamentWish* const wish)
{
  const DalaNoteWatch* const watch = &self->watch;
  const float                up    = watch->note - watch->last[0].note;
  const DalaGestureKind      slid =
    watch->first ? DALA_GESTURE_NONE : slide(self, wish, false, up);
  if (slid != DALA_GESTURE_NONE) {
    return slid;
  }
  if (watch->first && falls(self, wish, DALA_GESTURE_LOWER_GRACE, 1.0f)) {
    return DALA_GESTURE_LOWER_GRACE;
  }
  if (!watch->first &&
      fabsf(watch->note - watch->last[0].note) < DALA_SAME_NOTE &&
      watch->last[0].s >= stroke_s &&
      falls(self, wish, DALA_GESTURE_UPPER_GRACE, weak_share(self->beat))) {
    return DALA_GESTURE_UPPER_GRACE;
  }
  return watch->accent && falls(self, wish, DALA_GESTURE_BEND, 1.0f)
           ? DALA_GESTURE_BEND
           : DALA_GESTURE_NONE;
}

/// True for what begins with a note; the rest waits until it is long.
static bool
at_start(const DalaGestureKind kind)
{
  return kind != DALA_GESTURE_NONE && kind != DALA_GESTURE_FALL_OFF &&
         kind != DALA_GESTURE_FLAGEOLET && kind != DALA_GESTURE_VIBRATO;
}

bool
dala_ornament_rules_event(DalaOrnamentRules* const      self,
                          const DalaPlayedEvent         event,
                          const DalaPlaying* const      now,
                          const DalaOrnamentWish* const wish,
                          DalaOrnament* const           ornament)
{
  const bool slid = self->attacked && now->busy;
  const bool ghost =
    self->watch.dies &&
    (event == DALA_PLAYED_LEGATO || dala_note_watch_sunk(&self->watch, now));
  const bool sounded = self->watch.count == 0U && self->watch.rest_s < heard_s;
  if (self->attacked && !slid) {
    self->since_s = budget_s; // its pitch came too late: it was given up
  }
  dala_note_watch_event(&self->watch, event, now);
  self->waits = DALA_GESTURE_NONE;
  if (!(self->watch.note > 0.0f)) {
    return false;
  }
  self->dressed    = slid || ghost;
  self->flageolet  = false;
  self->howls      = false;
  self->attacked   = false;
  self->considered = 0U;
  self->beat       = now->beat;
  if (self->asked_s > 0.0f) {
    return dala_ornament_rules_now(self, now, wish, ornament);
  }
  if (slid || ghost || sounded || !may(self, now, wish)) {
    return false;
  }
  const DalaGestureKind kind = wish->forced || !self->watch.first
                                 ? wish->forced
                                 : slide(self, wish, true, 0.0f);
  return at_start(kind) && start(self, kind, now, wish, ornament);
}

// ---------------------------------------------------------- while it sounds

/// The note over the tonic, come from above and held: the one before last.
static bool
penultimate(const DalaNoteWatch* const    watch,
            const DalaOrnamentWish* const wish)
{
  const float above  = watch->note - wish->tonic;
  const float degree = above - 12.0f * floorf(above / 12.0f);
  return degree > 0.7f && degree < 2.5f && !watch->first &&
         watch->last[0].note > watch->note + DALA_SAME_NOTE;
}

/// Its time has come. A mordent comes then or not at all, on a note that has
/// had nothing yet; what takes long, where the notes do.
static bool
due(const DalaOrnamentRules* const self, const size_t i)
{
  const float late_s = self->watch.note_s - long_notes[i].from_s;
  switch (long_notes[i].kind) {
    case DALA_GESTURE_MORDENT:
      return late_s >= 0.0f && late_s < due_s && !self->dressed;
    case DALA_GESTURE_CALLS:
    case DALA_GESTURE_HOWL:
      return late_s >= 0.0f && unhurried(self);
    default:
      return late_s >= 0.0f;
  }
}

static DalaGestureKind
late_by_style(DalaOrnamentRules* const self, const DalaOrnamentWish* const wish)
{
  const DalaNoteWatch* const watch = &self->watch;
  if (watch->settles) {
    return self->dressed ? DALA_GESTURE_NONE : grace(self, wish);
  }
  if (watch->dies && watch->held_s >= held_s && watch->note_s >= fall_from_s &&
      consider(self, DALA_GESTURE_FALL_OFF) &&
      falls(self, wish, DALA_GESTURE_FALL_OFF, 1.0f)) {
    return DALA_GESTURE_FALL_OFF;
  }
  if (watch->note_s >= shake_from_s && consider(self, DALA_GESTURE_SHAKE) &&
      penultimate(watch, wish) && falls(self, wish, DALA_GESTURE_SHAKE, 1.0f)) {
    return DALA_GESTURE_SHAKE;
  }
  for (size_t i = 0; i < sizeof long_notes / sizeof long_notes[0]; i++) {
    const DalaGestureKind kind = long_notes[i].kind;
    if (due(self, i) && consider(self, kind) && falls(self, wish, kind, 1.0f)) {
      return kind;
    }
  }
  return DALA_GESTURE_NONE;
}

/// What comes later than the start of a note.
static DalaGestureKind
late(DalaOrnamentRules* const self, const DalaOrnamentWish* const wish)
{
  const DalaNoteWatch* const watch = &self->watch;
  if (wish->forced == DALA_GESTURE_NONE) {
    return late_by_style(self, wish);
  }
  const bool now =
    (wish->forced == DALA_GESTURE_FALL_OFF && watch->dies &&
     watch->note_s >= fall_from_s) ||
    (wish->forced == DALA_GESTURE_FLAGEOLET && watch->note_s >= break_from_s);
  return now && !self->dressed ? wish->forced : DALA_GESTURE_NONE;
}

/// A vibrato counts as no ornament: it has its own control, and may follow one.
static bool
vibrates(DalaOrnamentRules* const self, const DalaPlaying* const now,
         const DalaOrnamentWish* const wish)
{
  const bool forced =
    wish->forced == DALA_GESTURE_VIBRATO && wish->amount > 0.0f;
  const float from_s =
    vibrato_from_s + 0.15f * draw(self, DALA_GESTURE_VIBRATO);
  return (wish->vibrato_cents > 0.0f || forced) &&
         self->watch.note_s >= from_s && !now->two_notes && !now->busy &&
         is_clear(self, now) && !dala_note_watch_own(&self->watch) &&
         !self->flageolet && !self->watch.dies &&
         consider(self, DALA_GESTURE_VIBRATO);
}

/// A slide may begin with the sound itself, before its pitch is known.
static bool
slides(const DalaOrnamentRules* const self, const DalaPlaying* const now,
       const DalaOrnamentWish* const wish)
{
  if (!self->watch.attacks || self->stops_s > 0.0f || !may(self, now, wish)) {
    return false;
  }
  if (wish->forced) {
    return wish->forced == DALA_GESTURE_SLIDE_IN;
  }
  return self->watch.rest_s >= DALA_PHRASE_REST_S &&
         slide(self, wish, true, 0.0f) == DALA_GESTURE_SLIDE_IN;
}

bool
dala_ornament_rules_hear(DalaOrnamentRules* const self, const float dt,
                         const DalaPlaying* const      now,
                         const DalaOrnamentWish* const wish,
                         DalaOrnament* const           ornament)
{
  dala_note_watch_hear(&self->watch, dt, now);
  self->since_s += dt;
  self->asked_s = fmaxf(self->asked_s - dt, 0.0f);
  self->stops_s = now->two_notes ? stops_s : fmaxf(self->stops_s - dt, 0.0f);
  if (!(self->watch.note > 0.0f)) {
    if (!slides(self, now, wish)) {
      return false;
    }
    begin(self, DALA_GESTURE_SLIDE_IN, now, wish, ornament);
    ornament->attack = true;
    ornament->cents  = attack_cents;
    self->attacked   = true;
    return true;
  }
  if (self->watch.glided) {
    dala_note_watch_event(&self->watch, DALA_PLAYED_LEGATO, now);
    self->considered = 0U;
  }
  if (self->howls && now->busy && self->watch.dies &&
      self->since_s >= budget_s && consider(self, DALA_GESTURE_FALL_OFF)) {
    return begin(self, DALA_GESTURE_FALL_OFF, now, wish, ornament);
  }
  if (start_late(self, dt, now, wish, ornament)) {
    return true;
  }
  if (may(self, now, wish) && self->waits == DALA_GESTURE_NONE) {
    const DalaGestureKind kind = late(self, wish);
    if (kind != DALA_GESTURE_NONE && start(self, kind, now, wish, ornament)) {
      return true;
    }
  }
  if (vibrates(self, now, wish)) {
    make(self, DALA_GESTURE_VIBRATO, now, wish, ornament);
    return true;
  }
  return false;
}

bool
dala_ornament_rules_now(DalaOrnamentRules* const      self,
                        const DalaPlaying* const      now,
                        const DalaOrnamentWish* const wish,
                        DalaOrnament* const           ornament)
{
  if (!(self->watch.note > 0.0f)) {
    self->asked_s = asked_s;
    return false;
  }
  self->asked_s = 0.0f;
  if (now->two_notes || self->watch.two_s > 0.0f || now->busy) {
    return false;
  }
  return start(
    self, wish->forced ? wish->forced : dala_style_own(wish->style, now->note),
    now, wish, ornament);
}
