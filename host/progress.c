#include "host/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/** One file that takes less is not worth a line. */
#define SHORTEST_S 0.4

double
host_now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void
host_progress_begin(HostProgress* self, bool quiet, size_t count, double weight)
{
  self->is_shown = !quiet && count && isatty(STDERR_FILENO);
  self->count    = count;
  self->weight   = weight;
  self->begin_s  = host_now_s();
}

void
host_progress_show(const HostProgress* self, size_t done, double done_weight,
                   double sound_s)
{
  if (!self->is_shown) {
    return;
  }
  const double elapsed = host_now_s() - self->begin_s;
  if (self->count == 1 && elapsed < SHORTEST_S) {
    return;
  }
  fprintf(stderr, "\r\033[K");
  if (self->count > 1) {
    fprintf(stderr, "%zu of %zu files, ", done, self->count);
  }
  fprintf(stderr, "%.0f %%",
          self->weight > 0.0 ? 100.0 * done_weight / self->weight : 0.0);
  if (done_weight > 0.0 && elapsed > 0.0) {
    const double left = elapsed * (self->weight - done_weight) / done_weight;
    const long   s    = (long)(left + 0.5);
    fprintf(stderr, ", %.0f x real time, %ld:%02ld:%02ld left",
            sound_s / elapsed, s / 3600, s / 60 % 60, s % 60);
  }
  fflush(stderr);
}

void
host_progress_hide(const HostProgress* self)
{
  if (self->is_shown) {
    fputs("\r\033[K", stderr);
    fflush(stderr);
  }
}
