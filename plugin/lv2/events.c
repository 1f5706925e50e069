#include "plugin/lv2/events.h"

#include <lv2/atom/util.h>

#include <math.h>
#include <stddef.h>
#include <string.h>

#define CC_HOLD 64U           // sustain pedal
#define CC_CAPTURE 66U        // sostenuto pedal
#define CC_ORNAMENT 80U       // general purpose button
#define CC_ALL_SOUND_OFF 120U // panic
#define CC_ALL_NOTES_OFF 123U // panic

static bool
read_midi(const uint8_t* const message, const uint32_t size,
          DalaEvent* const to)
{
  if (size < 3U) {
    return false;
  }
  const unsigned status = message[0] & 0xF0U;
  if (status == 0x90U && message[2] > 0U) {
    to->kind    = DALA_EVENT_NOTE;
    to->as.note = message[1] & 0x7FU;
    return true;
  }
  if (status != 0xB0U) {
    return false;
  }
  switch (message[1]) {
    case CC_HOLD:
      to->kind    = DALA_EVENT_HOLD;
      to->as.hold = message[2] >= 64U;
      return true;
    case CC_CAPTURE:
      to->kind    = message[2] >= 64U ? DALA_EVENT_CAPTURE : DALA_EVENT_HOLD;
      to->as.hold = false; // let go
      return true;
    case CC_ORNAMENT:
      to->kind = DALA_EVENT_ORNAMENT;
      return message[2] >= 64U; // pressed, not let go
    case CC_ALL_SOUND_OFF:
    case CC_ALL_NOTES_OFF:
      to->kind = DALA_EVENT_SILENCE;
      return true;
    default:
      return false;
  }
}

/// The atom of the event or property at `at`, NULL if `end` comes before its
/// end. Both begin with 8 bytes of their own, then the atom.
static const LV2_Atom*
whole(const void* const at, const uint8_t* const end)
{
  const ptrdiff_t       room = end - (const uint8_t*)at - 16;
  const LV2_Atom* const atom = (const LV2_Atom*)at + 1;
  return room >= 0 && (ptrdiff_t)atom->size <= room ? atom : NULL;
}

const LV2_Atom_Event*
dala_events_next(const LV2_Atom_Sequence* const sequence,
                 const LV2_Atom_Event* const    last)
{
  const LV2_Atom_Event* const next =
    last ? lv2_atom_sequence_next(last)
         : lv2_atom_sequence_begin(&sequence->body);
  const uint8_t* const end =
    (const uint8_t*)&sequence->body + sequence->atom.size;
  return whole(next, end) ? next : NULL;
}

/// Value of a property, NULL if the object does not have it whole.
static const LV2_Atom*
property(const LV2_Atom_Object* const object, const LV2_URID key)
{
  const uint8_t* const end = (const uint8_t*)&object->body + object->atom.size;
  const LV2_Atom_Property_Body* at = lv2_atom_object_begin(&object->body);
  while (whole(at, end)) {
    if (at->key == key) {
      return &at->value;
    }
    at = lv2_atom_object_next(at);
  }
  return NULL;
}

/// Hosts write positions as float, double, int or long; NaN if it is none.
static double
number(const DalaUris* const uris, const LV2_Atom_Object* const object,
       const LV2_URID key)
{
  const LV2_Atom* const atom = property(object, key);
  if (!atom) {
    return NAN;
  }
  if (atom->type == uris->atom_float && atom->size >= sizeof(float)) {
    return (double)((const LV2_Atom_Float*)atom)->body;
  }
  if (atom->type == uris->atom_double && atom->size >= sizeof(double)) {
    return ((const LV2_Atom_Double*)atom)->body;
  }
  if (atom->type == uris->atom_int && atom->size >= sizeof(int32_t)) {
    return (double)((const LV2_Atom_Int*)atom)->body;
  }
  if (atom->type == uris->atom_long && atom->size >= sizeof(int64_t)) {
    return (double)((const LV2_Atom_Long*)atom)->body;
  }
  return NAN;
}

/// The same, into a value that stays if it is none.
static void
read_number(const DalaUris* const uris, const LV2_Atom_Object* const object,
            const LV2_URID key, float* const value)
{
  const float told = (float)number(uris, object, key);
  if (isfinite(told)) {
    *value = told;
  }
}

/// Where the song is: by bar and beat, by beats alone, by the beat of an
/// unknown bar, or by the clock, whichever is told first.
static double
read_quarters(const DalaUris* const uris, const LV2_Atom_Object* const object,
              const DalaPosition* const position)
{
  const double bar      = number(uris, object, uris->time_bar);
  const double bar_beat = number(uris, object, uris->time_bar_beat);
  const double beat     = number(uris, object, uris->time_beat);
  const double seconds  = number(uris, object, uris->time_frame) /
                         number(uris, object, uris->time_frames_per_second);
  const double per_bar =
    position->beats_per_bar > 0.0f ? (double)position->beats_per_bar : 4.0;
  const double beats = bar * per_bar + bar_beat;
  const double known = isfinite(beats)  ? beats
                       : isfinite(beat) ? beat
                       : isfinite(bar_beat)
                         ? bar_beat
                         : seconds * (double)position->bpm / 60.0;
  return known * 4.0 / (double)position->beat_unit;
}

static void
read_position(const DalaUris* const uris, const LV2_Atom_Object* const object,
              DalaPosition* const position)
{
  read_number(uris, object, uris->time_beats_per_bar, &position->beats_per_bar);
  read_number(uris, object, uris->time_beat_unit, &position->beat_unit);
  read_number(uris, object, uris->time_beats_per_minute, &position->bpm);
  read_number(uris, object, uris->time_speed, &position->speed);
  if (!(position->beat_unit >= 1.0f && position->beat_unit <= 64.0f)) {
    position->beat_unit = 4.0f;
  }
  position->quarters = read_quarters(uris, object, position);
  position->placed   = isfinite(position->quarters);
}

bool
dala_events_read(const DalaUris* const uris, const LV2_Atom_Event* const from,
                 const DalaPosition* const held, DalaEvent* const to)
{
  const LV2_Atom* const body = &from->body;
  if (body->type == uris->midi_event) {
    return read_midi((const uint8_t*)(body + 1), body->size, to);
  }
  if (body->type != uris->atom_object && body->type != uris->atom_blank) {
    return false;
  }
  const LV2_Atom_Object* const object = (const LV2_Atom_Object*)body;
  if (body->size < sizeof object->body ||
      object->body.otype != uris->time_position) {
    return false;
  }
  to->kind        = DALA_EVENT_POSITION;
  to->as.position = *held;
  read_position(uris, object, &to->as.position);
  return true;
}

/// An event of the notify port: an object with one property.
typedef struct {
  LV2_Atom_Event         event;
  LV2_Atom_Object_Body   object;
  LV2_Atom_Property_Body hz;
  float                  value;
  uint32_t               pad;
} Note;

void
dala_events_write(const DalaUris* const uris, const DalaHeardEvent* const heard,
                  const uint32_t n, LV2_Atom_Sequence* const notify)
{
  const uint32_t room = notify->atom.size;
  uint32_t       size = sizeof notify->body;
  if (room < size) {
    return;
  }
  const LV2_URID kinds[] = { [DALA_HEARD_NOTE]   = uris->dala_note,
                             [DALA_HEARD_LEGATO] = uris->dala_legato,
                             [DALA_HEARD_BOW]    = uris->dala_bow,
                             [DALA_HEARD_END]    = uris->dala_end,
                             [DALA_HEARD_TWO]    = uris->dala_two,
                             [DALA_HEARD_ONE]    = uris->dala_one,
                             [DALA_HEARD_TONIC]  = uris->dala_tonic,
                             [DALA_HEARD_TONE]   = uris->state_changed };
  uint8_t* const at      = (uint8_t*)&notify->body;
  for (uint32_t i = 0; i < n && room - size >= sizeof(Note); i++) {
    const uint32_t whole =
      heard[i].kind == DALA_HEARD_TONE ? offsetof(Note, hz) : sizeof(Note);
    const uint32_t body = whole - (uint32_t)sizeof(LV2_Atom_Event);
    const Note     note = {
          .event  = { .time.frames = heard[i].frame,
                      .body = { .size = body, .type = uris->atom_object } },
          .object = { .id = 0U, .otype = kinds[heard[i].kind] },
          .hz     = { .key     = uris->dala_hz,
                      .context = 0U,
                      .value = { .size = sizeof(float), .type = uris->atom_float } },
          .value  = heard[i].f0_hz
    };
    memcpy(at + size, &note, whole);
    size += whole;
  }
  notify->atom.type = uris->atom_sequence;
  notify->atom.size = size;
  notify->body.unit = 0U; // frames
  notify->body.pad  = 0U;
}
