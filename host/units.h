#ifndef HOST_UNITS_H
#define HOST_UNITS_H

#include <stdbool.h>
#include <stddef.h>

/** One unit of the LV2 units extension that values can be given in. */
typedef struct HostUnit HostUnit;

/** The unit with this URI, or NULL if it is none of the known ones. */
const HostUnit*
host_unit_by_uri(const char* uri);

/** The unit written as `suffix` ("dB", "kHz", "%"; case ignored), or NULL. */
const HostUnit*
host_unit_by_suffix(const char* suffix);

/** How the unit is written after a number, for example "dB". */
const char*
host_unit_symbol(const HostUnit* unit);

/**
   Convert `value` from one unit to another.

   Known are units of one kind (s, ms, min; Hz, kHz, MHz; cents, semitones,
   octaves; lengths; percent and factor) and dB to a factor.
   Returns false, and leaves `result`, if the units do not convert.
*/
bool
host_unit_convert(const HostUnit* from, const HostUnit* to, double value,
                  double* result);

#endif
