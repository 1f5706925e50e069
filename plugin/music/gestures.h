/**
   The gestures of steppe fiddlers, as curves in time.

   A curve is a row of points; from one to the next the pitch goes along a
   logistic line, as players slide, and level and touch along with it. A wave
   on top of it is the vibrato, or the waver of a howl.

   Units:   s from the start of the gesture, cents, dB.
   Thread:  any, real-time safe.
   Fails:   never; what is out of range is clamped.
   Source:  the reference's notes on steppe ornaments, 2.1 to 2.3, with their
            grades at the table of times in gestures.c.
*/
#ifndef DALA_MUSIC_GESTURES_H
#define DALA_MUSIC_GESTURES_H

#include <stdbool.h>
#include <stdint.h>

/// The first of them in the order of the port `ornament_kind`.
typedef enum {
  DALA_GESTURE_NONE = 0,
  DALA_GESTURE_UPPER_GRACE,
  DALA_GESTURE_LOWER_GRACE,
  DALA_GESTURE_MORDENT,
  DALA_GESTURE_SLIDE_IN,
  DALA_GESTURE_FALL_OFF,
  DALA_GESTURE_SHAKE,
  DALA_GESTURE_FLAGEOLET,
  DALA_GESTURE_VIBRATO,
  DALA_GESTURE_BEND,  ///< The bow's pressure on an accent.
  DALA_GESTURE_CRY,   ///< A long slide in, of a lament.
  DALA_GESTURE_HOWL,  ///< Of the wolf: rise, waver, fall.
  DALA_GESTURE_CALLS, ///< Of the swan: two calls, the second higher.
  DALA_N_GESTURES
} DalaGestureKind;

/// What is to be played.
typedef struct {
  DalaGestureKind kind;
  float           cents;  ///< The interval; of a vibrato, to either side.
  float           pace;   ///< 0 quick .. 1 slow, within the kind's times.
  float           beat_s; ///< What swells go with; 0 if no beat is known.
  bool            attack; ///< Begins with the sound, its pitch not known yet.
} DalaOrnament;

/// Most points of a curve: a shake of six cycles has the most.
#define DALA_GESTURE_POINTS 26U

typedef struct {
  float at_s;
  float cents;
  float level_db;
  float touch; ///< 0..1: the finger rests on the string, a flageolet.
  float dark;  ///< 0..1: fewer highs.
} DalaGesturePoint;

typedef struct {
  DalaGesturePoint points[DALA_GESTURE_POINTS];
  uint32_t         n_points;
  float            wave_hz; ///< 0: no wave.
  float            wave_cents;
  float            wave_from_s;
  float            wave_full_s; ///< Has grown to its whole depth.
  float            wave_to_s;   ///< Has died away again.
  float            swell_s;     ///< Period of its swells; 0 none.
  float            end_s;
} DalaGestureCurve;

/// A vibrato and a fall have no end of their own; their curves end after this.
#define DALA_GESTURE_LONGEST_S 30.0f

/// The curve of an ornament; of none, one that has ended.
void
dala_gesture_shape(const DalaOrnament* ornament, DalaGestureCurve* curve);

/// A vibrato dies away from now on, as it grew.
void
dala_gesture_fade(DalaGestureCurve* curve, float at_s);

/// A fall that has been at its end for a moment goes back to the note from now
/// on; one that has not does not yet.
void
dala_gesture_return(DalaGestureCurve* curve, float at_s);

/**
   How far the voice falls behind (ahead if negative) from `at_s` to the end,
   s, not counting a wave: what has to be whole periods if it is to end in
   phase.
*/
float
dala_gesture_drift(const DalaGestureCurve* curve, float at_s);

/// What is added to the pitch and to the level, and what else is done, at a
/// time.
DalaGesturePoint
dala_gesture_at(const DalaGestureCurve* curve, float at_s);

#endif // DALA_MUSIC_GESTURES_H
