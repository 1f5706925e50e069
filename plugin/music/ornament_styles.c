#include "plugin/music/ornament_styles.h"

#include "plugin/music/scale.h"

#include <math.h>

/// Above A4 is the high register, which has another sixth and seventh.
static const float high_note = 69.5f;

static const float least = 80.0f;  // cents: less is out of tune, no step
static const float whole = 180.0f; // cents: a whole tone, if a small one

/// Graces: about two, up to four, in a bar of repeated low notes in Adai (A);
/// lower graces at 10 to 20 % of phrase starts, mordents on up to 30 % of long
/// notes (C). The rest by what a style is about.
static const float chances[DALA_N_STYLES][DALA_N_GESTURES] = {
  [DALA_STYLE_ADAI]    = { [DALA_GESTURE_UPPER_GRACE] = 1.0f,
                           [DALA_GESTURE_LOWER_GRACE] = 0.15f,
                           [DALA_GESTURE_MORDENT]     = 0.3f,
                           [DALA_GESTURE_FALL_OFF]    = 0.2f,
                           [DALA_GESTURE_SHAKE]       = 0.3f,
                           [DALA_GESTURE_BEND]        = 0.5f },
  [DALA_STYLE_LYRICAL] = { [DALA_GESTURE_UPPER_GRACE] = 0.3f,
                           [DALA_GESTURE_LOWER_GRACE] = 0.15f,
                           [DALA_GESTURE_MORDENT]     = 0.4f,
                           [DALA_GESTURE_SLIDE_IN]    = 0.8f,
                           [DALA_GESTURE_FALL_OFF]    = 0.5f,
                           [DALA_GESTURE_SHAKE]       = 0.9f,
                           [DALA_GESTURE_FLAGEOLET]   = 0.3f,
                           [DALA_GESTURE_BEND]        = 0.3f },
  [DALA_STYLE_LAMENT]  = { [DALA_GESTURE_LOWER_GRACE] = 0.15f,
                           [DALA_GESTURE_MORDENT]     = 0.1f,
                           [DALA_GESTURE_SLIDE_IN]    = 0.6f,
                           [DALA_GESTURE_FALL_OFF]    = 1.0f,
                           [DALA_GESTURE_SHAKE]       = 0.3f,
                           [DALA_GESTURE_FLAGEOLET]   = 0.2f,
                           [DALA_GESTURE_BEND]        = 0.4f,
                           [DALA_GESTURE_CRY]         = 0.7f },
  [DALA_STYLE_WOLF]    = { [DALA_GESTURE_SLIDE_IN] = 0.5f,
                           [DALA_GESTURE_FALL_OFF] = 0.7f,
                           [DALA_GESTURE_BEND]     = 0.4f,
                           [DALA_GESTURE_HOWL]     = 1.0f },
  [DALA_STYLE_SWAN]    = { [DALA_GESTURE_UPPER_GRACE] = 0.3f,
                           [DALA_GESTURE_SLIDE_IN]    = 0.3f,
                           [DALA_GESTURE_FLAGEOLET]   = 0.9f,
                           [DALA_GESTURE_CALLS]       = 1.0f },
};

/// True if a gesture may sound on this note.
static bool
bears(const uint32_t style, const DalaGestureKind kind, const float note)
{
  switch (kind) {
    case DALA_GESTURE_UPPER_GRACE: // on low and middle notes (A)
      return note < high_note;
    case DALA_GESTURE_MORDENT:
    case DALA_GESTURE_SHAKE: // in Adai they vanish in the high section (A)
      return style != DALA_STYLE_ADAI || note < high_note;
    case DALA_GESTURE_HOWL:
      return note < 72.0f; // the top, at most a fifth up, under 780 Hz (C)
    case DALA_GESTURE_CALLS:
      return note > 71.0f && note < 80.0f; // 500 to 1000 Hz (C)
    case DALA_GESTURE_FLAGEOLET:
      return note < 83.5f; // they reach 2 kHz (GK)
    default:
      return true;
  }
}

float
dala_style_chance(const uint32_t style, const DalaGestureKind kind,
                  const float note)
{
  return style < DALA_N_STYLES && kind < DALA_N_GESTURES &&
             bears(style, kind, note)
           ? chances[style][kind]
           : 0.0f;
}

DalaGestureKind
dala_style_own(const uint32_t style, const float note)
{
  static const DalaGestureKind own[DALA_N_STYLES] = {
    [DALA_STYLE_ADAI]    = DALA_GESTURE_UPPER_GRACE,
    [DALA_STYLE_LYRICAL] = DALA_GESTURE_MORDENT,
    [DALA_STYLE_LAMENT]  = DALA_GESTURE_CRY,
    [DALA_STYLE_WOLF]    = DALA_GESTURE_HOWL,
    [DALA_STYLE_SWAN]    = DALA_GESTURE_CALLS
  };
  const DalaGestureKind kind = style < DALA_N_STYLES ? own[style] : own[0];
  return bears(style, kind, note) ? kind : DALA_GESTURE_SLIDE_IN;
}

// -------------------------------------------------------------- intervals

/// Of the degree `steps` away from a note.
static float
steps_of(const DalaOrnamentWish* const wish, const float note,
         const int32_t steps)
{
  return dala_scale_interval(wish->scale, wish->equal, note > high_note,
                             100.0f * (note - wish->tonic), steps);
}

/// The first degree above that is `cents` away or more.
static float
step_over(const DalaOrnamentWish* const wish, const float note,
          const float cents)
{
  const float one = steps_of(wish, note, 1);
  return one >= cents ? one : steps_of(wish, note, 2);
}

/// One step or two up; in Adai E flat over the tonic D, and B flat over both
/// G and A, as written (A).
static float
upper(const DalaOrnamentWish* const wish, const float note, const float draw)
{
  const float one   = step_over(wish, note, least);
  const float two   = steps_of(wish, note, 2);
  const float above = 100.0f * (note - wish->tonic);
  if (wish->scale == DALA_SCALE_ADAI && note < high_note) {
    const float degree =
      above - dala_scale_deviation(wish->scale, wish->equal, false, above);
    const float at = degree - 1200.0f * floorf((degree + 1.0f) / 1200.0f);
    if (at < 50.0f) {
      return wish->equal ? 100.0f : 112.0f;
    }
    if (fabsf(at - 500.0f) < 50.0f) {
      return two;
    }
    return one;
  }
  return draw > 0.8f && two < 330.0f ? two : one;
}

/// The degree below, if it is about a whole tone away: else a whole tone.
static float
lower(const DalaOrnamentWish* const wish, const float note)
{
  const float one = steps_of(wish, note, -1);
  return one < -150.0f && one > -250.0f ? one : -200.0f;
}

static float
fall(const DalaOrnamentWish* const wish, const float draw)
{
  return wish->style == DALA_STYLE_LAMENT ? 300.0f + 200.0f * draw
                                          : 100.0f + 200.0f * draw;
}

/// Up to a degree a fourth or a fifth away, if there is one.
static float
rise(const DalaOrnamentWish* const wish, const float note, const float draw)
{
  const float from = draw < 0.5f ? 450.0f : 550.0f;
  for (int32_t steps = 2; steps <= 5; steps++) {
    const float up = steps_of(wish, note, steps);
    if (up > from && up <= 710.0f) {
      return up;
    }
  }
  return 500.0f;
}

float
dala_style_cents(const DalaGestureKind kind, const DalaOrnamentWish* const wish,
                 const float note, const float draw)
{
  switch (kind) {
    case DALA_GESTURE_UPPER_GRACE:
      return fminf(upper(wish, note, draw), 330.0f);
    case DALA_GESTURE_LOWER_GRACE:
      return lower(wish, note);
    case DALA_GESTURE_MORDENT:
    case DALA_GESTURE_CALLS:
      return fminf(step_over(wish, note, whole), 330.0f);
    case DALA_GESTURE_SHAKE:
      return fminf(step_over(wish, note, least), 320.0f);
    case DALA_GESTURE_SLIDE_IN:
      return 100.0f + 100.0f * draw;
    case DALA_GESTURE_CRY:
      return 500.0f;
    case DALA_GESTURE_FALL_OFF:
      return fall(wish, draw);
    case DALA_GESTURE_VIBRATO:
      return wish->vibrato_cents > 0.0f ? wish->vibrato_cents : 40.0f;
    case DALA_GESTURE_BEND:
      return 10.0f + 30.0f * draw;
    case DALA_GESTURE_HOWL:
      return rise(wish, note, draw);
    default:
      return 0.0f;
  }
}
