/**
   When a note gets an ornament, and which.

   The rules are told what is heard, note by note and tick by tick, and answer
   with the ornament that begins now, if one does. Each style has a chance for
   each gesture, drawn where the reference's notes say that it belongs: upper
   graces on repeated notes that are not high, mostly before weak eighths;
   slides into upward leaps and first notes; mordents, howls and calls on notes
   that have shown to be long; a shake on the note over the tonic that comes
   from above; falls where a note dies away. Slides into the first note of a
   phrase begin with it; graces, and slides into leaps, when its pitch has
   settled, a few hundredths of a second later. At most one begins in 400 ms,
   and none while the player ornaments or plays a double stop. A double stop is
   known later than its first pitch. So where the player has played one in the
   last 10 s, whatever is to begin waits until the note is known to sound alone,
   and if that takes too long nothing comes; and a slide that begins with the
   sound, which cannot wait, stays away. The first one of a row may still be
   dressed: to wait for each note would make every grace late.

   Chances are drawn from the notes so far: the same performance gives the
   same ornaments.

   Units:   as music/note_watch.h.
   Thread:  audio, real-time safe; one writer.
   Cost:    some ns a tick, some hundred a note.
   Fails:   never.
   Source:  the reference's notes on steppe ornaments, 2.2, 2.3 and 3.3; the
            chances of a style are ours, set by its counts.
*/
#ifndef DALA_MUSIC_ORNAMENT_RULES_H
#define DALA_MUSIC_ORNAMENT_RULES_H

#include "plugin/music/gestures.h"
#include "plugin/music/note_watch.h"

#include <stdbool.h>
#include <stdint.h>

/// In the order of the port `ornament_style`.
typedef enum {
  DALA_STYLE_ADAI = 0,
  DALA_STYLE_LYRICAL,
  DALA_STYLE_LAMENT,
  DALA_STYLE_WOLF,
  DALA_STYLE_SWAN,
  DALA_N_STYLES
} DalaStyle;

/// What the player asks for.
typedef struct {
  float           amount; ///< 0..1: how often.
  uint32_t        style;
  DalaGestureKind forced;        ///< On every note; NONE: by style.
  float           vibrato_cents; ///< On long notes; 0 none.
  uint32_t        scale;
  bool            equal;
  float           tonic; ///< A note number of any tonic.
} DalaOrnamentWish;

typedef struct {
  DalaNoteWatch   watch;
  bool            dressed;    ///< The note has had its ornament.
  bool            flageolet;  ///< That was a flageolet.
  bool            howls;      ///< That was a howl: it falls when the note dies.
  bool            attacked;   ///< It began with the sound.
  float           beat;       ///< Where in the beat the note began.
  uint32_t        considered; ///< Gestures that had their chance, as bits.
  float           since_s;    ///< Since an ornament began.
  float           asked_s;    ///< A wish for the next note holds for so long.
  DalaGestureKind waits;      ///< Until the note is known to sound alone.
  float           waits_s;    ///< So long already.
  float           stops_s;    ///< Until the last double stop is forgotten.
} DalaOrnamentRules;

void
dala_ornament_rules_reset(DalaOrnamentRules* self);

/// Something happened; true if an ornament begins at once.
bool
dala_ornament_rules_event(DalaOrnamentRules* self, DalaPlayedEvent event,
                          const DalaPlaying* now, const DalaOrnamentWish* wish,
                          DalaOrnament* ornament);

/// dt seconds went by; true if an ornament begins now.
bool
dala_ornament_rules_hear(DalaOrnamentRules* self, float dt,
                         const DalaPlaying* now, const DalaOrnamentWish* wish,
                         DalaOrnament* ornament);

/// The player asks for one; true if the note that sounds can bear it. A wish
/// shortly before a note is kept for it.
bool
dala_ornament_rules_now(DalaOrnamentRules* self, const DalaPlaying* now,
                        const DalaOrnamentWish* wish, DalaOrnament* ornament);

#endif // DALA_MUSIC_ORNAMENT_RULES_H
