#include "host/audio_file_tags.h"

#include "host/audio_file_stream.h"
#include "host/resample.h"

#include <stdlib.h>
#include <string.h>

/** Most of a coding history that is kept; libsndfile refuses 16384. */
#define HISTORY_BYTES 16000

/** Most cue points that are kept. */
#define MOST_CUES 10000u

typedef SF_BROADCAST_INFO_VAR(HISTORY_BYTES) Broadcast;

static bool
copy_broadcast(SNDFILE* from, SNDFILE* to, uint32_t old_rate, uint32_t rate)
{
  bool       kept      = true;
  Broadcast* broadcast = (Broadcast*)calloc(1, sizeof(Broadcast));
  if (broadcast && sf_command(from, SFC_GET_BROADCAST_INFO, broadcast,
                              (int)sizeof(*broadcast)) == SF_TRUE) {
    const uint64_t stamp = (uint64_t)broadcast->time_reference_high << 32 |
                           broadcast->time_reference_low;
    const uint64_t moved = host_resampled_length(stamp, old_rate, rate);
    broadcast->time_reference_low  = (uint32_t)moved;
    broadcast->time_reference_high = (uint32_t)(moved >> 32);
    kept = sf_command(to, SFC_SET_BROADCAST_INFO, broadcast,
                      (int)sizeof(*broadcast)) == SF_TRUE;
  }
  free(broadcast);
  return kept;
}

static void
copy_cues(SNDFILE* from, SNDFILE* to, uint32_t old_rate, uint32_t rate)
{
  uint32_t count = 0;
  if (sf_command(from, SFC_GET_CUE_COUNT, &count, (int)sizeof(count)) !=
        SF_TRUE ||
      !count || count > MOST_CUES) {
    return;
  }
  const size_t size =
    offsetof(SF_CUES, cue_points) + count * sizeof(SF_CUE_POINT);
  SF_CUES* cues = (SF_CUES*)calloc(1, size);
  if (cues && sf_command(from, SFC_GET_CUE, cues, (int)size) == SF_TRUE) {
    for (uint32_t i = 0; i < cues->cue_count && i < count; ++i) {
      SF_CUE_POINT* cue = &cues->cue_points[i];
      cue->position =
        (uint32_t)host_resampled_length(cue->position, old_rate, rate);
      cue->sample_offset =
        (uint32_t)host_resampled_length(cue->sample_offset, old_rate, rate);
    }
    sf_command(to, SFC_SET_CUE, cues, (int)size);
  }
  free(cues);
}

bool
host_audio_copy_tags(HostAudioReader* from, HostAudioWriter* to, uint32_t rate)
{
  SNDFILE* const source   = host_audio_reader_file(from);
  SNDFILE* const target   = host_audio_writer_file(to);
  const uint32_t old_rate = host_audio_info(from)->rate;
  for (int tag = SF_STR_FIRST; tag <= SF_STR_LAST; ++tag) {
    const char* text = sf_get_string(source, tag);
    if (text && *text) {
      sf_set_string(target, tag, text);
    }
  }
  copy_cues(source, target, old_rate, rate);
  return copy_broadcast(source, target, old_rate, rate);
}
