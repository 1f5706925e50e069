#include "host/measure.h"

#include "host/loudness.h"
#include "host/sha256.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static HostExit
hash(const char* path, HostReport* report)
{
  unsigned char bytes[65536];
  HostSha256    sum;
  size_t        n    = 0;
  FILE*         file = fopen(path, "rbe");
  if (!file) {
    return host_fail(&report->error, HOST_EXIT_READ_ERROR,
                     "'%s' cannot be read again: %s; check the disk", path,
                     strerror(errno));
  }
  host_sha256_begin(&sum);
  while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
    host_sha256_add(&sum, bytes, n);
  }
  report->bytes = sum.n_bytes;
  host_sha256_end(&sum, report->sha256);
  if (ferror(file)) {
    host_fail(&report->error, HOST_EXIT_READ_ERROR,
              "'%s' cannot be read again; check the disk", path);
  }
  fclose(file);
  return report->error.code;
}

HostExit
host_measure(const char* path, HostReport* report)
{
  HostAudioReader* reader   = NULL;
  HostLoudness     loudness = { (double)NAN, 0.0, 0.0f, 0 };
  HostExit         code     = hash(path, report);
  // Of no sound there is no loudness, and such a file is not for reading
  if (!code && report->output.frames) {
    code = host_audio_open(path, &reader, &report->error);
    if (!code) {
      code = host_loudness_measure(&loudness, reader, &report->error);
    }
    host_audio_close(reader);
  }
  report->loudness  = loudness.lufs;
  report->true_peak = loudness.true_peak;
  report->file_peak = loudness.peak;
  return code;
}

HostExit
host_measure_again(const char* path, HostReport* report)
{
  HostAudioReader* reader = NULL;
  memset(report, 0, sizeof(*report));
  const HostExit code = host_audio_open(path, &reader, &report->error);
  if (code) {
    return code;
  }
  const HostAudioInfo info = *host_audio_info(reader);
  host_audio_close(reader);
  report->input         = info; /* whose rate is that of the output */
  report->channels      = info.channels;
  report->format        = info.format;
  report->bits          = info.bits ? info.bits : HOST_BITS_VORBIS;
  report->output.frames = info.frames;
  return host_measure(path, report);
}
