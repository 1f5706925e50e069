#ifndef HOST_MEASURE_H
#define HOST_MEASURE_H

#include "host/report.h"

/**
   Read a finished rendering again and put its loudness, size and hash into
   the report.

   Fails, with the error in the report, as host_audio_read().
*/
HostExit
host_measure(const char* path, HostReport* report);

/**
   The same of a rendering of an earlier run, with its format and its peak, so
   that a report of a resumed run has all files in it.
*/
HostExit
host_measure_again(const char* path, HostReport* report);

#endif
