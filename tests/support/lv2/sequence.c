#include "tests/support/lv2/sequence.h"

#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/time/time.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_URIS 128U
#define MAX_URI 128U

static char     uris[MAX_URIS][MAX_URI];
static LV2_URID n_uris;

static LV2_URID
map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
  (void)handle;
  for (LV2_URID i = 0; i < n_uris; i++) {
    if (!strcmp(uris[i], uri)) {
      return i + 1U;
    }
  }
  if (n_uris == MAX_URIS || strlen(uri) >= MAX_URI) {
    fprintf(stderr, "test map: no room for %s\n", uri);
    exit(1);
  }
  strcpy(uris[n_uris], uri);
  return ++n_uris;
}

LV2_URID_Map*
test_map(void)
{
  static LV2_URID_Map map = { NULL, map_uri };
  return &map;
}

LV2_URID
test_urid(const char* const uri)
{
  return map_uri(NULL, uri);
}

void
test_sequence_clear(TestSequence* const sequence)
{
  sequence->head.atom.type = test_urid(LV2_ATOM__Sequence);
  sequence->head.atom.size = sizeof sequence->head.body;
  sequence->head.body.unit = 0U;
  sequence->head.body.pad  = 0U;
}

void
test_sequence_offer(TestSequence* const sequence, const uint32_t room)
{
  sequence->head.atom.type = test_urid(LV2_ATOM__Chunk);
  sequence->head.atom.size = room;
}

void
test_sequence_add(TestSequence* const sequence, const int64_t frame,
                  const LV2_URID type, const void* const body,
                  const uint32_t size)
{
  LV2_Atom* const atom = &sequence->head.atom;
  const uint32_t  used = lv2_atom_pad_size(atom->size);
  const uint32_t  need = lv2_atom_pad_size(sizeof(LV2_Atom_Event) + size);
  if (sizeof *atom + used + need > sizeof *sequence) {
    return;
  }
  const LV2_Atom_Event head  = { .time = { .frames = frame },
                                 .body = { size, type } };
  uint8_t* const       place = (uint8_t*)sequence + sizeof *atom + used;
  memset(place, 0x55, need); // what pads an event may be anything
  memcpy(place, &head, sizeof head);
  if (size) {
    memcpy(place + sizeof head, body, size);
  }
  atom->size = used + (uint32_t)sizeof head + size;
}

void
test_sequence_midi(TestSequence* const sequence, const int64_t frame,
                   const uint8_t status, const uint8_t data1,
                   const uint8_t data2, const uint32_t size)
{
  const uint8_t message[3] = { status, data1, data2 };
  test_sequence_add(sequence, frame, test_urid(LV2_MIDI__MidiEvent), message,
                    size < 3U ? size : 3U);
}

static void
forge_number(LV2_Atom_Forge* const forge, const char* const type,
             const double number)
{
  if (!strcmp(type, LV2_ATOM__Double)) {
    lv2_atom_forge_double(forge, number);
  } else if (!strcmp(type, LV2_ATOM__Int)) {
    lv2_atom_forge_int(forge, (int32_t)number);
  } else if (!strcmp(type, LV2_ATOM__Long)) {
    lv2_atom_forge_long(forge, (int64_t)number);
  } else {
    lv2_atom_forge_float(forge, (float)number);
  }
}

void
test_sequence_tempo(TestSequence* const sequence, const int64_t frame,
                    const char* const type, const double bpm)
{
  LV2_Atom_Forge       forge;
  LV2_Atom_Forge_Frame object;
  _Alignas(8) uint8_t  buffer[256];
  lv2_atom_forge_init(&forge, test_map());
  lv2_atom_forge_set_buffer(&forge, buffer, sizeof buffer);
  lv2_atom_forge_object(&forge, &object, 0U, test_urid(LV2_TIME__Position));
  lv2_atom_forge_key(&forge, test_urid(LV2_TIME__speed));
  lv2_atom_forge_float(&forge, 1.0f);
  lv2_atom_forge_key(&forge, test_urid(LV2_TIME__beatsPerMinute));
  forge_number(&forge, type, bpm);
  lv2_atom_forge_pop(&forge, &object);
  const LV2_Atom* const atom = (const LV2_Atom*)buffer;
  test_sequence_add(sequence, frame, atom->type, atom + 1, atom->size);
}
