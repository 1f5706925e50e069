/**
   What a player does with the notes, as far as ornaments care: the note that
   sounds and those before it, where phrases begin, where a note dies away, and
   whether the player ornaments already.

   A note is told when its pitch is first known, in the attack, where it may be
   a semitone off; it has settled when its pitch moves no more. A player who
   glides to another note is followed there.

   Units:   s; notes as MIDI numbers with fraction; mean squares; cents.
   Thread:  audio, real-time safe; one writer.
   Fails:   never.
   Source:  the reference's notes on steppe ornaments, 2.2, for the player's
            own ornaments; the rest is ours.
*/
#ifndef DALA_MUSIC_NOTE_WATCH_H
#define DALA_MUSIC_NOTE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/// A rest of this length ends a phrase, s.
#define DALA_PHRASE_REST_S 0.3f

/// Notes nearer than this are the same, semitones.
#define DALA_SAME_NOTE 0.5f

/// What is heard of the player now, and what sounds.
typedef struct {
  float note;          ///< 0: no pitch.
  float level;         ///< Of the newest milliseconds.
  float loud;          ///< Loudest of the last seconds.
  float vibrato_cents; ///< The player's own.
  bool  alone;         ///< The note is known not to be two.
  bool  two_notes;
  float beat;   ///< Place within the beat, 0..1; negative if none is known.
  float beat_s; ///< 0 if none is known.
  bool  busy;   ///< A gesture sounds, not counting vibrato.
} DalaPlaying;

/// What may happen to a note.
typedef enum {
  DALA_PLAYED_NOTE,   ///< It begins after silence.
  DALA_PLAYED_LEGATO, ///< It follows another under one bow.
  DALA_PLAYED_BOW,    ///< The bow turns on it.
  DALA_PLAYED_END
} DalaPlayedEvent;

/// A note as it was.
typedef struct {
  float note; ///< 0: none.
  float s;
} DalaPlayed;

typedef struct {
  float note; ///< The one that sounds; 0 none.
  float note_s;
  bool  settled; ///< Its pitch is what it is to be.
  bool  settles; ///< This very moment, within its attack.
  bool  glided;  ///< The player has slid to another, this very moment.
  bool  first;   ///< It begins a phrase.
  bool  accent;  ///< It began louder than those before.
  bool  dies;    ///< It is dying away.
  float rest_s;  ///< Since the last note ended; 0 while one sounds.
  float wild_s;  ///< Until the player's own slide or vibrato is over.
  float trill_s; ///< The same of a trill,
  float two_s;   ///< and of a double stop that is not heard any more.
  bool  vibrato; ///< That is a vibrato.
  bool  attacks; ///< A sound begins whose pitch is not known yet.

  DalaPlayed last[2]; ///< Newest first.
  uint32_t   count;   ///< Notes so far.
  uint32_t   seed;    ///< Of the notes so far: the performance.

  float usual;   ///< Level of the note, followed.
  float most;    ///< The loudest it was,
  float held_s;  ///< and how long it was nearly so.
  float sunk_s;  ///< How long it has been far under that.
  float calm_s;  ///< Since the ears last took it for another, until it settles.
  float slow;    ///< Pitch of the note, lagging behind.
  float drift_s; ///< How long it has been no steady one.
  float quiet;   ///< Least level of the last tens of milliseconds.
  float attack;  ///< Level that notes begin with of late.
} DalaNoteWatch;

/// Nothing heard yet; what sounds already is no beginning of a phrase.
void
dala_note_watch_reset(DalaNoteWatch* self);

/// Something happened; `now` is what sounds after it.
void
dala_note_watch_event(DalaNoteWatch* self, DalaPlayedEvent event,
                      const DalaPlaying* now);

/// dt seconds went by.
void
dala_note_watch_hear(DalaNoteWatch* self, float dt, const DalaPlaying* now);

/// True while the player ornaments or plays a double stop.
bool
dala_note_watch_own(const DalaNoteWatch* self);

/// True if what is heard now is far softer than the note was of late.
bool
dala_note_watch_sunk(const DalaNoteWatch* self, const DalaPlaying* now);

/// True while the player is off the note that sounds, on the way to another.
bool
dala_note_watch_glides(const DalaNoteWatch* self);

/// Well-mixed bits of x.
uint32_t
dala_note_watch_mix(uint32_t x);

#endif // DALA_MUSIC_NOTE_WATCH_H
