#ifndef HOST_RECORD_LINES_H
#define HOST_RECORD_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The file of lines, below the folder of outputs. */
#define HOST_RECORD_NAME ".dala-host-record"

/** What tells whether a file is still the same. */
typedef struct {
  long long size; /* bytes */
  long long s;    /* time of its last change */
  long      ns;
} HostFileTime;

/** One line. */
typedef struct {
  char*        name;
  size_t       order; /* in which it was read */
  bool         is_done;
  uint64_t     mark;
  HostFileTime input;
  HostFileTime output;
} HostRecordLine;

/** All lines, sorted by name and then in order. */
typedef struct {
  HostRecordLine* lines;
  size_t          count;
  size_t          room;
} HostRecordLines;

/** What the record says of a file that exists. */
typedef enum {
  HOST_RECORDED_NOT, /* unknown, or changed since by somebody */
  HOST_RECORDED_OLD, /* ours, of other settings or input, or interrupted */
  HOST_RECORDED_CURRENT
} HostRecorded;

/**
   Read all record files in `folder`, of every shard; lines that are damaged
   are passed over. Returns false when out of memory.
*/
bool
host_record_lines_read(HostRecordLines* self, const char* folder);

void
host_record_lines_clear(HostRecordLines* self);

/** What is known of the output `name`, which is `output` now. */
HostRecorded
host_record_lines_find(const HostRecordLines* self, const char* name,
                       uint64_t mark, const HostFileTime* input,
                       const HostFileTime* output);

/** Append a line in one piece; false if it cannot be written. */
bool
host_record_line_write(int fd, const char* word, uint64_t mark,
                       const HostFileTime* input, const HostFileTime* output,
                       const char* name);

#endif
