#ifndef HOST_VALUE_H
#define HOST_VALUE_H

#include "host/errors.h"
#include "host/ports.h"

/**
   Read the value of a control from text, as a person writes it.

   A number is always a number: "-12", "0.5", "1e3". It may carry a unit
   ("-12dB", "2 kHz", "30%"), which is converted to that of the port. Anything
   else is the label of a scale point ("Kobyz lyrical", case ignored) or, for
   a toggle, on, off, true, false, yes or no.

   Fails with HOST_EXIT_BAD_VALUE; the range is not looked at.
*/
HostExit
host_value_parse(const HostPort* port, const char* text, float* value,
                 HostError* error);

/**
   Check `value` against the port: its range, and for integer and enumerated
   ports that it is one of the values there are. `rate` in Hz; it matters only
   for ports whose range is stated in terms of it.

   Fails with HOST_EXIT_BAD_VALUE.
*/
HostExit
host_value_check(const HostPort* port, float value, double rate,
                 HostError* error);

#endif
