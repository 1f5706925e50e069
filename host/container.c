#include "host/container.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Longest page of an Ogg stream in bytes (RFC 3533, section 6). */
#define OGG_MAX_PAGE 65307u

/** Bytes before the lengths of the segments in the header of an Ogg page. */
#define OGG_HEADER 27u

/** What is known of the chunk with the sound. */
typedef struct {
  bool     big_endian;
  uint64_t long_size; /* of the data chunk, from ds64 in RF64; or 0 */
} ChunkContext;

static bool
read_at(int fd, uint64_t offset, void* bytes, size_t size)
{
  return pread(fd, bytes, size, (off_t)offset) == (ssize_t)size;
}

static uint32_t
word(const unsigned char* b, bool big_endian)
{
  return big_endian ? ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
                       (uint32_t)b[2] << 8 | b[3])
                    : ((uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 |
                       (uint32_t)b[1] << 8 | b[0]);
}

/** Sizes that programs write when they cannot go back to fill in the true. */
static bool
size_is_unknown(uint32_t size)
{
  return size == 0xFFFFFFFFu || size == 0x7FFFFFFFu || size == 0x7FFFF000u;
}

static HostExit
fail_short(const char* path, uint64_t announced, uint64_t there,
           HostError* error)
{
  return host_fail(error, HOST_EXIT_TRUNCATED,
                   "'%s' is truncated: it announces %llu bytes of sound and "
                   "holds %llu; fetch it again, or repair it (sox can copy "
                   "what is left)",
                   path, (unsigned long long)announced,
                   (unsigned long long)there);
}

/** Walk the chunks of a WAV, RF64 or AIFF file up to its sound. */
static HostExit
check_chunks(int fd, uint64_t size, const char* path, ChunkContext context,
             HostError* error)
{
  uint64_t      at = 12;
  unsigned char head[8];
  while (read_at(fd, at, head, sizeof(head))) {
    const uint32_t short_size = word(head + 4, context.big_endian);
    const uint64_t there      = size - at - sizeof(head);
    uint64_t       length     = short_size;
    if (!memcmp(head, "data", 4) || !memcmp(head, "SSND", 4)) {
      if (short_size == 0xFFFFFFFFu && context.long_size) {
        length = context.long_size;
      } else if (size_is_unknown(short_size)) {
        return HOST_EXIT_OK;
      }
      return (length > there) ? fail_short(path, length, there, error)
                              : HOST_EXIT_OK;
    }
    unsigned char sizes[16];
    if (!memcmp(head, "ds64", 4) && read_at(fd, at + 8, sizes, 16)) {
      context.long_size = (uint64_t)word(sizes + 8, false) |
                          (uint64_t)word(sizes + 12, false) << 32;
    }
    at += sizeof(head) + length + (length & 1u);
  }
  return host_fail(error, HOST_EXIT_TRUNCATED,
                   "'%s' is truncated: it ends before its sound begins; "
                   "fetch it again",
                   path);
}

/** Length in bytes of the Ogg page at `page`, or 0 if it is not whole. */
static size_t
page_length(const unsigned char* page, size_t room)
{
  if (room < OGG_HEADER || memcmp(page, "OggS", 4) != 0) {
    return 0;
  }
  const size_t n_segments = page[OGG_HEADER - 1];
  size_t       length     = OGG_HEADER + n_segments;
  if (room < length) {
    return 0;
  }
  for (size_t i = 0; i < n_segments; ++i) {
    length += page[OGG_HEADER + i];
  }
  return (length <= room) ? length : 0;
}

/** The last page of an Ogg stream carries a mark; without it some is lost. */
static HostExit
check_ogg(int fd, uint64_t size, const char* path, HostError* error)
{
  const size_t room =
    (size < 2u * OGG_MAX_PAGE) ? (size_t)size : 2u * OGG_MAX_PAGE;
  unsigned char* end   = (unsigned char*)malloc(room);
  bool           whole = false;
  if (!end) {
    return host_fail_memory(error);
  }
  if (read_at(fd, size - room, end, room)) {
    for (size_t i = room; i-- > 0 && !whole;) {
      const size_t length = page_length(end + i, room - i);
      if (length) {
        whole = (end[i + 5] & 4u) != 0; /* end of stream */
        break;
      }
    }
  }
  free(end);
  return whole ? HOST_EXIT_OK
               : host_fail(error, HOST_EXIT_TRUNCATED,
                           "'%s' is truncated: its stream has no end; fetch "
                           "it again, or repair it (sox can copy what is "
                           "left)",
                           path);
}

HostExit
host_container_check(int fd, uint64_t size, const char* path, HostError* error)
{
  unsigned char head[12];
  ChunkContext  context = { false, 0 };
  if (!read_at(fd, 0, head, sizeof(head))) {
    return HOST_EXIT_OK;
  }
  const bool is_wave = !memcmp(head + 8, "WAVE", 4);
  if (is_wave && (!memcmp(head, "RIFF", 4) || !memcmp(head, "RF64", 4) ||
                  !memcmp(head, "BW64", 4))) {
    return check_chunks(fd, size, path, context, error);
  }
  if ((is_wave && !memcmp(head, "RIFX", 4)) || !memcmp(head, "FORM", 4)) {
    context.big_endian = true;
    return check_chunks(fd, size, path, context, error);
  }
  if (!memcmp(head, "OggS", 4)) {
    return check_ogg(fd, size, path, error);
  }
  return HOST_EXIT_OK;
}

void
host_container_clear_time(int fd)
{
  static const unsigned char none[4] = { 0 };
  uint64_t                   at      = 12;
  unsigned char              head[8];
  while (read_at(fd, at, head, sizeof(head)) && memcmp(head, "data", 4) != 0) {
    const uint32_t length = word(head + 4, false);
    if (!memcmp(head, "PEAK", 4)) {
      // After the version. A failure would have shown up before
      (void)!pwrite(fd, none, sizeof(none), (off_t)(at + sizeof(head) + 4u));
    }
    at += sizeof(head) + (uint64_t)length + (length & 1u);
  }
}

bool
host_container_is_known(int fd)
{
  static const char* const heads[] = { "RIFF", "RIFX", "RF64", "BW64",
                                       "FORM", "fLaC", "OggS" };
  unsigned char            head[4];
  if (!read_at(fd, 0, head, sizeof(head))) {
    return false;
  }
  for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); ++i) {
    if (!memcmp(head, heads[i], 4)) {
      return true;
    }
  }
  return false;
}
