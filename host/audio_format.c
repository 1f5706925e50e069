#include "host/audio_format.h"

#include "host/suggest.h"

#include <string.h>

static const struct {
  HostFormat  format;
  const char* ending; /* the first of each format is its name */
} endings[] = {
  { HOST_FORMAT_WAV, "wav" },   { HOST_FORMAT_WAV, "wave" },
  { HOST_FORMAT_FLAC, "flac" }, { HOST_FORMAT_OGG, "ogg" },
  { HOST_FORMAT_OGG, "oga" },   { HOST_FORMAT_AIFF, "aiff" },
  { HOST_FORMAT_AIFF, "aif" },
};

static const size_t n_endings = sizeof(endings) / sizeof(endings[0]);

const char*
host_format_name(HostFormat format)
{
  for (size_t i = 0; i < n_endings; ++i) {
    if (endings[i].format == format) {
      return endings[i].ending;
    }
  }
  return "unknown";
}

const char*
host_bits_name(HostBits bits)
{
  static const char* const names[HOST_BITS_COUNT] = { "unknown", "16 bit",
                                                      "24 bit", "32-bit float",
                                                      "Vorbis" };
  return names[bits];
}

HostFormat
host_format_by_name(const char* name)
{
  for (size_t i = 0; i < n_endings; ++i) {
    if (host_same_text(endings[i].ending, name)) {
      return endings[i].format;
    }
  }
  return HOST_FORMAT_UNKNOWN;
}

const char*
host_format_ending(const char* path)
{
  const char* slash = strrchr(path, '/');
  const char* name  = slash ? slash + 1 : path;
  const char* dot   = strrchr(name, '.');
  return (dot && dot != name) ? dot + 1 : "";
}

HostFormat
host_format_by_path(const char* path)
{
  return host_format_by_name(host_format_ending(path));
}

HostBits
host_bits_by_name(const char* name)
{
  return !strcmp(name, "16")           ? HOST_BITS_16
         : !strcmp(name, "24")         ? HOST_BITS_24
         : host_same_text(name, "32f") ? HOST_BITS_32F
                                       : HOST_BITS_UNKNOWN;
}

bool
host_format_is_sound_name(const char* path)
{
  static const char* const others[] = { "aifc", "rf64", "w64", "caf", "au",
                                        "snd",  "opus", "mp3", "bwf" };
  const char*              ending   = host_format_ending(path);
  for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); ++i) {
    if (host_same_text(others[i], ending)) {
      return true;
    }
  }
  return host_format_by_name(ending) != HOST_FORMAT_UNKNOWN;
}

static HostExit
settle_format(const char* path, HostFormat in_format, HostFormat* format,
              HostError* error)
{
  const char*      ending  = host_format_ending(path);
  const HostFormat by_path = host_format_by_path(path);
  if (*format && by_path && *format != by_path) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'%s' ends as %s does, but --format says %s; make both "
                     "the same",
                     path, host_format_name(by_path),
                     host_format_name(*format));
  }
  if (!*format && !by_path && *ending) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'%s': no format can be told from '.%s'; use .wav, "
                     ".flac, .ogg or .aiff, or --format",
                     path, ending);
  }
  *format = *format ? *format : by_path ? by_path : in_format;
  *format = *format ? *format : HOST_FORMAT_WAV;
  return HOST_EXIT_OK;
}

HostExit
host_format_settle(const char* path, HostFormat in_format, HostBits in_bits,
                   HostFormat* format, HostBits* bits, HostError* error)
{
  const HostExit code = settle_format(path, in_format, format, error);
  if (code) {
    return code;
  }
  if (*format == HOST_FORMAT_OGG && *bits) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'%s': ogg is lossy and has no --bits; leave them out or "
                     "choose --format flac",
                     path);
  }
  if (*format == HOST_FORMAT_FLAC && *bits == HOST_BITS_32F) {
    return host_fail(error, HOST_EXIT_USAGE,
                     "'%s': flac holds 16 or 24 bits; use --bits 24 or "
                     "--format wav",
                     path);
  }
  if (*format == HOST_FORMAT_OGG) {
    *bits = HOST_BITS_VORBIS;
  } else if (!*bits) {
    // What is decoded from a lossy file has no depth: keep all there is
    const bool exact = (in_bits == HOST_BITS_16 || in_bits == HOST_BITS_24);
    *bits            = exact                         ? in_bits
                       : *format == HOST_FORMAT_FLAC ? HOST_BITS_24
                                                     : HOST_BITS_32F;
  }
  return HOST_EXIT_OK;
}
