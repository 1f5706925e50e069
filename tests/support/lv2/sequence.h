/**
   Atom sequences for the control port, and the URID map behind them.

   Thread:  one.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_SEQUENCE_H
#define DALA_TESTS_SUPPORT_LV2_SEQUENCE_H

#include <lv2/atom/atom.h>
#include <lv2/urid/urid.h>

#include <stdint.h>

/// Room for events, bytes.
#define TEST_SEQUENCE_ROOM 8192U

typedef struct {
  _Alignas(8) LV2_Atom_Sequence head;
  uint8_t room[TEST_SEQUENCE_ROOM];
} TestSequence;

/// The one map of all tests; ids start at 1.
LV2_URID_Map*
test_map(void);

LV2_URID
test_urid(const char* uri);

/// No events, of the right type.
void
test_sequence_clear(TestSequence* sequence);

/// As a host hands out an output port: room, and no type yet.
void
test_sequence_offer(TestSequence* sequence, uint32_t room);

/// Append any event; one that does not fit is left out.
void
test_sequence_add(TestSequence* sequence, int64_t frame, LV2_URID type,
                  const void* body, uint32_t size);

/// Append a MIDI message of `size` bytes, 1 to 3.
void
test_sequence_midi(TestSequence* sequence, int64_t frame, uint8_t status,
                   uint8_t data1, uint8_t data2, uint32_t size);

/// Append a time:Position with beatsPerMinute written as `type`, one of
/// atom:Float, Double, Int, Long.
void
test_sequence_tempo(TestSequence* sequence, int64_t frame, const char* type,
                    double bpm);

#endif // DALA_TESTS_SUPPORT_LV2_SEQUENCE_H
