/**
   Writer of standard MIDI files, format 0: collect events in any order, then
   write them sorted by time.

   Units:   ticks, DALA_SMF_PPQ to the quarter note.
   Range:   one track, channels 0 to 15, at most DALA_SMF_MAX_EVENTS events.
   Fails:   a full list is remembered and reported by dala_smf_write.
   Source:  The Complete MIDI 1.0 Detailed Specification, Standard MIDI Files.
*/
#ifndef DALA_TESTS_DEMO_SMF_H
#define DALA_TESTS_DEMO_SMF_H

#include <stdbool.h>
#include <stdint.h>

#define DALA_SMF_PPQ 960U
#define DALA_SMF_MAX_EVENTS 32768U

typedef struct {
  uint32_t tick;
  uint32_t order; ///< of arrival; events of one tick keep it
  uint8_t  size;
  uint8_t  bytes[6];
} DalaSmfEvent;

typedef struct {
  uint32_t     count;
  bool         full;
  DalaSmfEvent events[DALA_SMF_MAX_EVENTS];
} DalaSmf;

/// Quarter notes per minute from this tick on.
void
dala_smf_tempo(DalaSmf* self, uint32_t tick, double bpm);

void
dala_smf_program(DalaSmf* self, uint32_t tick, uint8_t channel, uint8_t number);

void
dala_smf_control(DalaSmf* self, uint32_t tick, uint8_t channel, uint8_t number,
                 uint8_t value);

/// How far a full pitch bend goes, in semitones (RPN 0).
void
dala_smf_bend_range(DalaSmf* self, uint32_t tick, uint8_t channel,
                    uint8_t semitones);

/// -1 is full down, 0 the centre, 1 full up.
void
dala_smf_bend(DalaSmf* self, uint32_t tick, uint8_t channel, double bend);

/// Velocity 0 ends the note.
void
dala_smf_note(DalaSmf* self, uint32_t tick, uint8_t channel, uint8_t key,
              uint8_t velocity);

/// False when the list was full or the file could not be written.
bool
dala_smf_write(DalaSmf* self, uint32_t end_tick, const char* path);

#endif // DALA_TESTS_DEMO_SMF_H
