#include "host/audio_file.h"

#include "host/audio_file_stream.h"
#include "host/container.h"
#include "host/quantize.h"
#include "host/samples.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** Frames collected before they are converted and written. */
#define CHUNK_FRAMES 4096u

/** Quality of Ogg Vorbis from 0 to 1: about 190 kbit/s for stereo. */
#define VORBIS_QUALITY 0.6

/** A plain WAV file counts its bytes in 32 bits; room left for its header. */
#define WAV_MAX_BYTES (UINT64_C(0xFFFFFFFF) - 65536u)

struct HostAudioWriter {
  SNDFILE*        file;
  HostAudioStream stream;
  const char*     path;
  uint32_t        channels;
  HostBits        bits;
  HostDither      dither;
  bool            has_dither;
  bool            is_rf64; /* or would be if it were longer */
  HostAudioStats  stats;
  float*          held;     /* frames not yet handed to the library */
  size_t          n_held;   /* at most CHUNK_FRAMES */
  int32_t*        integers; /* CHUNK_FRAMES frames */
};

static HostExit
fail_to_write(const HostAudioWriter* self, const char* reason, HostError* error)
{
  const int number = self->stream.failure;
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
    return host_fail(error, HOST_EXIT_DISK_FULL,
                     "no room left to write '%s' (%s); free some space",
                     self->path, strerror(number));
  }
  return host_fail(error, HOST_EXIT_CANNOT_WRITE,
                   "'%s' cannot be written: %s; try another folder or format",
                   self->path, number ? strerror(number) : reason);
}

static int
library_format(const HostAudioTarget* target)
{
  static const int subtypes[HOST_BITS_COUNT] = {
    [HOST_BITS_16]     = SF_FORMAT_PCM_16,
    [HOST_BITS_24]     = SF_FORMAT_PCM_24,
    [HOST_BITS_32F]    = SF_FORMAT_FLOAT,
    [HOST_BITS_VORBIS] = SF_FORMAT_VORBIS,
  };
  static const uint64_t bytes[HOST_BITS_COUNT] = {
    [HOST_BITS_16] = 2, [HOST_BITS_24] = 3, [HOST_BITS_32F] = 4
  };
  const int subtype = subtypes[target->bits];
  switch (target->format) {
    case HOST_FORMAT_FLAC:
      return SF_FORMAT_FLAC | subtype;
    case HOST_FORMAT_OGG:
      return SF_FORMAT_OGG | subtype;
    case HOST_FORMAT_AIFF:
      return SF_FORMAT_AIFF | subtype;
    default:
      break;
  }
  const uint64_t frame_bytes = bytes[target->bits] * target->channels;
  const bool     is_long =
    target->frames_at_most > WAV_MAX_BYTES / (frame_bytes ? frame_bytes : 1u);
  return subtype | (is_long                ? SF_FORMAT_RF64
                    : target->channels > 2 ? SF_FORMAT_WAVEX
                                           : SF_FORMAT_WAV);
}

static HostExit
begin(HostAudioWriter* self, const HostAudioTarget* target, HostError* error)
{
  SF_INFO       info = { 0 };
  SF_VIRTUAL_IO io   = host_audio_stream_io();
  info.samplerate    = (int)target->rate;
  info.channels      = (int)target->channels;
  info.format        = library_format(target);
  if (!sf_format_check(&info)) {
    return host_fail(error, HOST_EXIT_CANNOT_WRITE,
                     "'%s': %s does not hold %u channels at %u Hz; choose "
                     "another --format",
                     self->path, host_format_name(target->format),
                     target->channels, target->rate);
  }
  self->file = sf_open_virtual(&io, SFM_WRITE, &info, &self->stream);
  if (!self->file) {
    return fail_to_write(self, sf_strerror(NULL), error);
  }
  // The PEAK chunk holds the time of day: no two runs would be equal
  sf_command(self->file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
  self->is_rf64 = (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_RF64;
  if (self->is_rf64) {
    sf_command(self->file, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
  }
  double quality = VORBIS_QUALITY;
  if (target->bits == HOST_BITS_VORBIS) {
    sf_command(self->file, SFC_SET_VBR_ENCODING_QUALITY, &quality,
               (int)sizeof(quality));
  }
  return HOST_EXIT_OK;
}

HostExit
host_audio_create(int fd, const char* path, const HostAudioTarget* target,
                  HostAudioWriter** writer, HostError* error)
{
  HostAudioWriter* self = (HostAudioWriter*)calloc(1, sizeof(HostAudioWriter));
  *writer               = NULL;
  if (!self) {
    return host_fail_memory(error);
  }
  self->stream.fd  = fd;
  self->path       = path;
  self->channels   = target->channels;
  self->bits       = target->bits;
  self->dither     = host_dither_start();
  self->has_dither = target->dither;
  self->held =
    (float*)calloc((size_t)CHUNK_FRAMES * self->channels, sizeof(float));
  self->integers =
    (int32_t*)calloc((size_t)CHUNK_FRAMES * self->channels, sizeof(int32_t));
  const HostExit code = (self->held && self->integers)
                          ? begin(self, target, error)
                          : host_fail_memory(error);
  if (code) {
    HostError ignored;
    host_audio_finish(self, NULL, &ignored);
    return code;
  }
  *writer = self;
  return HOST_EXIT_OK;
}

/** Convert and write what is held. */
static HostExit
write_held(HostAudioWriter* self, HostError* error)
{
  const size_t n       = self->n_held;
  const size_t size    = n * self->channels;
  const int    depth   = self->bits == HOST_BITS_16   ? 16
                         : self->bits == HOST_BITS_24 ? 24
                                                      : 0;
  const float  peak    = host_samples_peak(self->held, size);
  sf_count_t   written = 0;
  self->n_held         = 0;
  self->stats.peak     = (peak > self->stats.peak) ? peak : self->stats.peak;
  if (depth) {
    // Rounding, clipping and the scale are ours: libsndfile scales floats
    // by 32767 or 32768 depending on its clipping mode, and cuts at 24 bit
    self->stats.clipped +=
      host_quantize(self->held, self->integers, size, depth,
                    self->has_dither ? &self->dither : NULL);
    written = sf_writef_int(self->file, self->integers, (sf_count_t)n);
  } else {
    written = sf_writef_float(self->file, self->held, (sf_count_t)n);
  }
  if (written != (sf_count_t)n || self->stream.failure) {
    return fail_to_write(self, sf_strerror(self->file), error);
  }
  self->stats.frames += n;
  return HOST_EXIT_OK;
}

HostExit
host_audio_write(HostAudioWriter* writer, const float* frames, size_t n,
                 HostError* error)
{
  for (size_t done = 0; done < n;) {
    const size_t left = n - done;
    const size_t room = CHUNK_FRAMES - writer->n_held;
    const size_t part = (left < room) ? left : room;
    memcpy(writer->held + writer->n_held * writer->channels,
           frames + done * writer->channels,
           part * writer->channels * sizeof(float));
    writer->n_held += part;
    done += part;
    if (writer->n_held == CHUNK_FRAMES && write_held(writer, error)) {
      return error->code;
    }
  }
  return HOST_EXIT_OK;
}

SNDFILE*
host_audio_writer_file(HostAudioWriter* writer)
{
  return writer->file;
}

uint64_t
host_audio_clipped(const HostAudioWriter* writer)
{
  return writer->stats.clipped;
}

HostExit
host_audio_finish(HostAudioWriter* writer, HostAudioStats* stats,
                  HostError* error)
{
  HostExit code = HOST_EXIT_OK;
  if (!writer) {
    return code;
  }
  if (writer->n_held && !writer->stream.failure) {
    code = write_held(writer, error);
  }
  const int problem = writer->file ? sf_close(writer->file) : 0;
  if (!code && (problem || writer->stream.failure)) {
    code = fail_to_write(writer, sf_error_number(problem), error);
  }
  if (writer->is_rf64) {
    host_container_clear_time(writer->stream.fd);
  }
  if (stats) {
    *stats = writer->stats;
  }
  free(writer->held);
  free(writer->integers);
  free(writer);
  return code;
}
