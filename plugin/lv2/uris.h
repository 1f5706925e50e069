/**
   URIDs that the plugin reads and writes, mapped once at instantiation.
*/
#ifndef DALA_LV2_URIS_H
#define DALA_LV2_URIS_H

#include <lv2/atom/atom.h>
#include <lv2/midi/midi.h>
#include <lv2/state/state.h>
#include <lv2/time/time.h>
#include <lv2/urid/urid.h>

/// What the notify port tells: objects of these types, each with the pitch.
#define DALA_URI_NOTE "urn:dala:violin#note"
#define DALA_URI_LEGATO "urn:dala:violin#legato"
#define DALA_URI_BOW "urn:dala:violin#bowChange"
#define DALA_URI_END "urn:dala:violin#noteEnd"
#define DALA_URI_TWO "urn:dala:violin#doubleStop"
#define DALA_URI_ONE "urn:dala:violin#doubleStopEnd"
#define DALA_URI_TONIC "urn:dala:violin#tonic"
#define DALA_URI_HZ "urn:dala:violin#hz"

/// What a session keeps.
#define DALA_URI_TONE "urn:dala:violin#tone"
#define DALA_URI_FINE "urn:dala:violin#fineTuning"

typedef struct {
  LV2_URID atom_blank;
  LV2_URID atom_double;
  LV2_URID atom_float;
  LV2_URID atom_int;
  LV2_URID atom_long;
  LV2_URID atom_object;
  LV2_URID atom_sequence;
  LV2_URID atom_vector;
  LV2_URID dala_bow;
  LV2_URID dala_end;
  LV2_URID dala_fine;
  LV2_URID dala_one;
  LV2_URID dala_tonic;
  LV2_URID dala_two;
  LV2_URID dala_hz;
  LV2_URID dala_legato;
  LV2_URID dala_note;
  LV2_URID dala_tone;
  LV2_URID midi_event;
  LV2_URID state_changed;
  LV2_URID time_bar;
  LV2_URID time_bar_beat;
  LV2_URID time_beat;
  LV2_URID time_beat_unit;
  LV2_URID time_beats_per_bar;
  LV2_URID time_beats_per_minute;
  LV2_URID time_frame;
  LV2_URID time_frames_per_second;
  LV2_URID time_position;
  LV2_URID time_speed;
} DalaUris;

static inline void
dala_uris_map(DalaUris* const uris, const LV2_URID_Map* const map)
{
  uris->atom_blank     = map->map(map->handle, LV2_ATOM__Blank);
  uris->atom_double    = map->map(map->handle, LV2_ATOM__Double);
  uris->atom_float     = map->map(map->handle, LV2_ATOM__Float);
  uris->atom_int       = map->map(map->handle, LV2_ATOM__Int);
  uris->atom_long      = map->map(map->handle, LV2_ATOM__Long);
  uris->atom_object    = map->map(map->handle, LV2_ATOM__Object);
  uris->atom_sequence  = map->map(map->handle, LV2_ATOM__Sequence);
  uris->atom_vector    = map->map(map->handle, LV2_ATOM__Vector);
  uris->dala_tone      = map->map(map->handle, DALA_URI_TONE);
  uris->dala_bow       = map->map(map->handle, DALA_URI_BOW);
  uris->dala_end       = map->map(map->handle, DALA_URI_END);
  uris->dala_fine      = map->map(map->handle, DALA_URI_FINE);
  uris->dala_one       = map->map(map->handle, DALA_URI_ONE);
  uris->dala_tonic     = map->map(map->handle, DALA_URI_TONIC);
  uris->dala_two       = map->map(map->handle, DALA_URI_TWO);
  uris->dala_hz        = map->map(map->handle, DALA_URI_HZ);
  uris->dala_legato    = map->map(map->handle, DALA_URI_LEGATO);
  uris->dala_note      = map->map(map->handle, DALA_URI_NOTE);
  uris->midi_event     = map->map(map->handle, LV2_MIDI__MidiEvent);
  uris->state_changed  = map->map(map->handle, LV2_STATE__StateChanged);
  uris->time_bar       = map->map(map->handle, LV2_TIME__bar);
  uris->time_beat      = map->map(map->handle, LV2_TIME__beat);
  uris->time_beat_unit = map->map(map->handle, LV2_TIME__beatUnit);
  uris->time_frame     = map->map(map->handle, LV2_TIME__frame);
  uris->time_frames_per_second =
    map->map(map->handle, LV2_TIME__framesPerSecond);
  uris->time_bar_beat         = map->map(map->handle, LV2_TIME__barBeat);
  uris->time_beats_per_bar    = map->map(map->handle, LV2_TIME__beatsPerBar);
  uris->time_beats_per_minute = map->map(map->handle, LV2_TIME__beatsPerMinute);
  uris->time_position         = map->map(map->handle, LV2_TIME__Position);
  uris->time_speed            = map->map(map->handle, LV2_TIME__speed);
}

#endif // DALA_LV2_URIS_H
