#include "host/position.h"

#include "lv2/atom/forge.h"
#include "lv2/time/time.h"

static void
put_key(LV2_Atom_Forge* forge, HostUrids* urids, const char* uri)
{
  lv2_atom_forge_key(forge, host_urids_map(urids, uri));
}

void
host_position_write(HostPosition* self, HostUrids* urids,
                    const HostTempoPoint* point, uint64_t frame, double rate)
{
  LV2_Atom_Forge       forge;
  LV2_Atom_Forge_Frame object;
  lv2_atom_forge_init(&forge, host_urids_map_feature(urids));
  lv2_atom_forge_set_buffer(&forge, (uint8_t*)self, sizeof(*self));
  lv2_atom_forge_object(&forge, &object, 0,
                        host_urids_map(urids, LV2_TIME__Position));
  put_key(&forge, urids, LV2_TIME__frame);
  lv2_atom_forge_long(&forge, (int64_t)frame);
  put_key(&forge, urids, LV2_TIME__framesPerSecond);
  lv2_atom_forge_float(&forge, (float)rate);
  put_key(&forge, urids, LV2_TIME__speed);
  lv2_atom_forge_float(&forge, 1.0f);
  put_key(&forge, urids, LV2_TIME__bar);
  lv2_atom_forge_long(&forge, (int64_t)point->bar);
  put_key(&forge, urids, LV2_TIME__barBeat);
  lv2_atom_forge_float(&forge, (float)point->bar_beat);
  put_key(&forge, urids, LV2_TIME__beat);
  lv2_atom_forge_double(&forge, point->beat);
  put_key(&forge, urids, LV2_TIME__beatUnit);
  lv2_atom_forge_int(&forge, (int32_t)point->unit);
  put_key(&forge, urids, LV2_TIME__beatsPerBar);
  lv2_atom_forge_float(&forge, (float)point->beats);
  put_key(&forge, urids, LV2_TIME__beatsPerMinute);
  lv2_atom_forge_float(&forge, (float)host_tempo_bpm(point));
  lv2_atom_forge_pop(&forge, &object);
}
