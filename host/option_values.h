#ifndef HOST_OPTION_VALUES_H
#define HOST_OPTION_VALUES_H

#include "host/options.h"

/**
   Read the text of one option into `options`.

   Each fails with HOST_EXIT_USAGE and says what would be understood.
*/
HostExit
host_option_block(HostOptions* options, const char* text, HostError* error);

HostExit
host_option_tail(HostOptions* options, const char* text, HostError* error);

HostExit
host_option_format(HostOptions* options, const char* text, HostError* error);

HostExit
host_option_bits(HostOptions* options, const char* text, HostError* error);

HostExit
host_option_channel(HostOptions* options, const char* text, HostError* error);

HostExit
host_option_jobs(HostOptions* options, const char* text, HostError* error);

#endif
