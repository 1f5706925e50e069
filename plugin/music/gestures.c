#include "plugin/music/gestures.h"

#include <math.h>
#include <string.h>

/// Times of a kind, from quick to slow. Grades: C (values chosen) but where
/// noted; of the reference's tables 2.1 and 2.2.
typedef struct {
  float quick_s;
  float slow_s;
} Times;

static const Times times[DALA_N_GESTURES] = {
  // Adai 40 to 70 ms, fast; 80 to 120 ms lyrical (general knowledge)
  [DALA_GESTURE_UPPER_GRACE] = { 0.040f, 0.100f },
  [DALA_GESTURE_LOWER_GRACE] = { 0.050f, 0.090f },
  [DALA_GESTURE_MORDENT]     = { 0.045f, 0.065f }, // main, then upper
  [DALA_GESTURE_SLIDE_IN]    = { 0.060f, 0.180f },
  [DALA_GESTURE_FALL_OFF]    = { 0.150f, 0.400f },
  [DALA_GESTURE_SHAKE]       = { 0.125f, 0.167f }, // 8 to 6 cycles a second
  [DALA_GESTURE_FLAGEOLET]   = { 0.060f, 0.200f },
  [DALA_GESTURE_VIBRATO]     = { 0.167f, 0.222f }, // 6 to 4.5 a second (A)
  [DALA_GESTURE_BEND]        = { 0.050f, 0.120f },
  [DALA_GESTURE_CRY]         = { 0.250f, 0.600f },
  [DALA_GESTURE_HOWL]        = { 0.400f, 1.000f }, // the rise
  [DALA_GESTURE_CALLS]       = { 0.200f, 0.350f }, // each call
};

static const float edge_s     = 0.012f; // 8 to 15 ms (DSP notes, section 2)
static const float grace_db   = -3.0f;  // -4 (C) dips too deep on uneven notes
static const float fall_db    = -12.0f; // (C)
static const float stay_s     = 0.100f; // down there, at least
static const float back_s     = 0.150f; // to the note, if it was no end
static const float break_s    = 0.030f; // 20 to 40 ms (C)
static const float recover_s  = 0.090f; // 60 to 120 ms (C)
static const float grow_s     = 0.300f; // of a vibrato (general knowledge)
static const float swells     = 0.25f;  // of its depth, to either side
static const float howl_dark  = 0.8f;
static const float call_gap_s = 0.080f; // 60 to 100 ms (C)
static const float call_db    = -18.0f; // under the calls, within the gap

/// Half the steepness of the logistic line: at its ends it stands at 2 %, from
/// where it is stretched to 0 and 1.
static const float steep = 4.0f;

static const float per_cent = 5.776227e-4f; // ln 2 / 1200

static float
between(const float quick, const float slow, const float pace)
{
  return quick + (slow - quick) * fminf(fmaxf(pace, 0.0f), 1.0f);
}

/// The next point, `after_s` the last.
static void
go(DalaGestureCurve* const curve, const float after_s, const float cents,
   const float level_db)
{
  if (curve->n_points < DALA_GESTURE_POINTS) {
    const float from = curve->n_points ? curve->end_s : 0.0f;
    curve->end_s     = from + after_s;
    curve->points[curve->n_points++] =
      (DalaGesturePoint){ curve->end_s, cents, level_db, 0.0f, 0.0f };
  }
}

static void
touch(DalaGestureCurve* const curve, const float share)
{
  curve->points[curve->n_points - 1U].touch = share;
}

static void
darken(DalaGestureCurve* const curve, const float share)
{
  curve->points[curve->n_points - 1U].dark = share;
}

/// Up or down at once, stay, and back; `whole_s` from start to end.
static void
grace(DalaGestureCurve* const curve, const float cents, const float whole_s,
      const float level_db)
{
  go(curve, edge_s, cents, level_db);
  go(curve, whole_s - 2.0f * edge_s, cents, level_db);
  go(curve, edge_s, 0.0f, 0.0f);
}

static void
slide(DalaGestureCurve* const curve, const DalaOrnament* const what,
      const float whole_s)
{
  if (what->attack) {
    curve->points[0].cents = -what->cents;
  } else {
    go(curve, edge_s, -what->cents, 0.0f);
  }
  go(curve, whole_s, 0.0f, 0.0f);
}

/// Three to six cycles: as many as last about half a second.
static void
shake(DalaGestureCurve* const curve, const float cents, const float cycle_s)
{
  const float    half  = 0.5f * cycle_s;
  const float    count = fminf(fmaxf(floorf(0.55f / cycle_s), 3.0f), 6.0f);
  const uint32_t n     = (uint32_t)count;
  for (uint32_t i = 0; i < n; i++) {
    go(curve, half - edge_s, 0.0f, 0.0f);
    go(curve, edge_s, cents, 0.0f);
    go(curve, half - edge_s, cents, 0.0f);
    go(curve, edge_s, 0.0f, 0.0f);
  }
}

static void
wave(DalaGestureCurve* const curve, const float hz, const float cents,
     const float from_s, const float to_s)
{
  curve->wave_hz     = hz;
  curve->wave_cents  = cents;
  curve->wave_from_s = from_s;
  curve->wave_full_s = fminf(from_s + grow_s, 0.5f * (from_s + to_s));
  curve->wave_to_s   = to_s;
}

/// Up, down, and a little flat, unheard, until what the voice was ahead is made
/// up for: so short a bend is less than a period, and would not end in phase.
static void
bend(DalaGestureCurve* const curve, const float cents, const float whole_s)
{
  static const float flat = 8.0f;
  const float        ahead =
    0.5f * (cents * edge_s + (cents - flat) * (whole_s - edge_s));
  go(curve, edge_s, cents, 0.0f);
  go(curve, whole_s - edge_s, -flat, 0.0f);
  go(curve, fmaxf(ahead / flat - 0.5f * edge_s, 0.0f), -flat, 0.0f);
  go(curve, edge_s, 0.0f, 0.0f);
}

/// Rise 0.4 to 1.0 s, hold from 1.5 s on with 1 to 2 % of slow waver, fall 0.8
/// to 1.5 s; fewer highs at the top (C).
static void
howl(DalaGestureCurve* const curve, const float cents, const float rise_s,
     const float pace)
{
  const float hold_s = between(1.5f, 2.4f, pace);
  go(curve, rise_s, cents, 0.0f);
  darken(curve, howl_dark);
  go(curve, hold_s, cents, 0.0f);
  darken(curve, howl_dark);
  go(curve, between(0.8f, 1.5f, pace), 0.0f, 0.0f);
  wave(curve, between(3.0f, 2.0f, pace), 22.0f, rise_s, rise_s + hold_s);
}

/// The note so far was the first call; what comes after may be the next.
static void
calls(DalaGestureCurve* const curve, const float cents, const float call_s)
{
  const float half = 0.5f * call_gap_s;
  go(curve, half, 0.5f * cents, call_db);
  go(curve, half, cents, 0.0f);
  go(curve, call_s, cents, 0.0f);
  go(curve, half, 0.5f * cents, call_db);
  go(curve, half, 0.0f, 0.0f);
}

static void
flageolet(DalaGestureCurve* const curve, const float whole_s)
{
  go(curve, break_s, 0.0f, 0.0f);
  touch(curve, 1.0f);
  go(curve, whole_s, 0.0f, 0.0f);
  touch(curve, 1.0f);
  go(curve, recover_s, 0.0f, 0.0f);
}

void
dala_gesture_shape(const DalaOrnament* const what,
                   DalaGestureCurve* const   curve)
{
  const DalaGestureKind kind =
    what->kind < DALA_N_GESTURES ? what->kind : DALA_GESTURE_NONE;
  const float cents = what->cents;
  const float s = between(times[kind].quick_s, times[kind].slow_s, what->pace);
  memset(curve, 0, sizeof *curve);
  go(curve, 0.0f, 0.0f, 0.0f);
  switch (kind) {
    case DALA_GESTURE_UPPER_GRACE:
    case DALA_GESTURE_LOWER_GRACE:
      grace(curve, cents, s, grace_db);
      break;
    case DALA_GESTURE_MORDENT:
      go(curve, s - edge_s, 0.0f, 0.0f);
      grace(curve, cents, s + edge_s, 0.0f);
      break;
    case DALA_GESTURE_SLIDE_IN:
    case DALA_GESTURE_CRY:
      slide(curve, what, s);
      break;
    case DALA_GESTURE_FALL_OFF:
      go(curve, s, -cents, fall_db);
      go(curve, DALA_GESTURE_LONGEST_S, -cents, fall_db);
      go(curve, back_s, 0.0f, 0.0f);
      break;
    case DALA_GESTURE_SHAKE:
      shake(curve, cents, s);
      break;
    case DALA_GESTURE_FLAGEOLET:
      flageolet(curve, s);
      break;
    case DALA_GESTURE_VIBRATO:
      wave(curve, 1.0f / s, cents, 0.0f, DALA_GESTURE_LONGEST_S);
      go(curve, DALA_GESTURE_LONGEST_S, 0.0f, 0.0f);
      curve->swell_s = what->beat_s;
      break;
    case DALA_GESTURE_BEND:
      bend(curve, cents, s);
      break;
    case DALA_GESTURE_HOWL:
      howl(curve, cents, s, what->pace);
      break;
    case DALA_GESTURE_CALLS:
      calls(curve, cents, s);
      break;
    default:
      break;
  }
}

void
dala_gesture_fade(DalaGestureCurve* const curve, const float at_s)
{
  const float end_s = at_s + grow_s;
  if (end_s < curve->end_s) {
    curve->points[curve->n_points - 1U].at_s = end_s;
    curve->wave_to_s                         = end_s;
    curve->end_s                             = end_s;
  }
}

void
dala_gesture_return(DalaGestureCurve* const curve, const float at_s)
{
  DalaGesturePoint* const last = &curve->points[curve->n_points - 1U];
  if (at_s >= last[-2].at_s + stay_s && at_s < last[-1].at_s) {
    last[-1].at_s = at_s;
    last->at_s    = at_s + back_s;
    curve->end_s  = last->at_s;
  }
}

/// 0..1 to 0..1.
static float
logistic(const float x)
{
  const float low = 1.0f / (1.0f + expf(steep));
  const float y   = 1.0f / (1.0f + expf(steep - 2.0f * steep * x));
  return (y - low) / (1.0f - 2.0f * low);
}

/// The same for a whole line: the mean of exp(x) - 1 along it, to its third
/// order.
static float
drift_of_line(const DalaGesturePoint* const a, const DalaGesturePoint* const b)
{
  static const float spread = 0.13934f; // variance of the logistic line
  const float        x      = 0.5f * per_cent * (a->cents + b->cents);
  const float        d      = per_cent * (b->cents - a->cents);
  const float        v      = spread * d * d;
  const float up = x + 0.5f * (x * x + v) + (x * x + 3.0f * v) * x / 6.0f;
  return -up * (b->at_s - a->at_s);
}

/// The same for what is left of a line.
static float
drift_of_rest(const DalaGesturePoint* const a, const DalaGesturePoint* const b,
              const float at_s)
{
  const uint32_t steps  = 16U;
  const float    step_s = (b->at_s - at_s) / (float)steps;
  float          sum    = 0.0f;
  for (uint32_t i = 0; i < steps; i++) {
    const float t = at_s + step_s * ((float)i + 0.5f);
    const float y = logistic((t - a->at_s) / (b->at_s - a->at_s));
    sum += 1.0f - expf(per_cent * (a->cents + y * (b->cents - a->cents)));
  }
  return sum * step_s;
}

float
dala_gesture_drift(const DalaGestureCurve* const curve, const float at_s)
{
  float drift = 0.0f;
  for (uint32_t i = 0; i + 1U < curve->n_points; i++) {
    const DalaGesturePoint* const a = &curve->points[i];
    if (a->at_s >= at_s) {
      drift += drift_of_line(a, a + 1);
    } else if (a[1].at_s > at_s) {
      drift += drift_of_rest(a, a + 1, at_s);
    }
  }
  return drift;
}

static float
wave_at(const DalaGestureCurve* const curve, const float at_s)
{
  static const float turn  = 6.2831853f;
  const float        t     = at_s - curve->wave_from_s;
  const float        grown = t / (curve->wave_full_s - curve->wave_from_s);
  const float        left  = (curve->wave_to_s - at_s) / grow_s;
  if (!(curve->wave_hz > 0.0f) || t <= 0.0f || left <= 0.0f) {
    return 0.0f;
  }
  // Violinists' vibrato begins downwards (A)
  float cents = -curve->wave_cents * sinf(turn * curve->wave_hz * t);
  if (curve->swell_s > 0.0f) {
    cents *= 1.0f - swells * cosf(turn * t / curve->swell_s);
  }
  return cents * fminf(fminf(grown, left), 1.0f);
}

DalaGesturePoint
dala_gesture_at(const DalaGestureCurve* const curve, const float at_s)
{
  DalaGesturePoint now  = { at_s, 0.0f, 0.0f, 0.0f, 0.0f };
  uint32_t         next = 0U;
  while (next < curve->n_points && curve->points[next].at_s <= at_s) {
    next++;
  }
  if (next == 0U || next >= curve->n_points) {
    return now;
  }
  const DalaGesturePoint* const a = &curve->points[next - 1U];
  const DalaGesturePoint* const b = a + 1;
  const float y = logistic((at_s - a->at_s) / (b->at_s - a->at_s));
  now.cents     = a->cents + y * (b->cents - a->cents) + wave_at(curve, at_s);
  now.level_db  = a->level_db + y * (b->level_db - a->level_db);
  now.touch     = a->touch + y * (b->touch - a->touch);
  now.dark      = a->dark + y * (b->dark - a->dark);
  return now;
}
