#ifndef HOST_PROGRESS_H
#define HOST_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/** How far a rendering is: written by its process, read by the parent. */
typedef struct {
  _Atomic float part;    /* of the input, 0 to 1; 0 if its length is unknown */
  _Atomic float sound_s; /* rendered so far */
} HostMeter;

/** The line at the bottom of a terminal: how far, how fast, how long yet. */
typedef struct {
  bool   is_shown; /* standard error is a terminal, and not --quiet */
  size_t count;    /* files in all */
  double weight;   /* bytes of input in all */
  double begin_s;
} HostProgress;

/** Seconds since some moment, never set back. */
double
host_now_s(void);

void
host_progress_begin(HostProgress* self, bool quiet, size_t count,
                    double weight);

/**
   Write the line anew: `done` files are finished, `done_weight` bytes of input
   and `sound_s` seconds of sound, those of files on their way included.
*/
void
host_progress_show(const HostProgress* self, size_t done, double done_weight,
                   double sound_s);

/** Take the line away, before anything else is printed. */
void
host_progress_hide(const HostProgress* self);

#endif
