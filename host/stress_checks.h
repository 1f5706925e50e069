#ifndef HOST_STRESS_CHECKS_H
#define HOST_STRESS_CHECKS_H

#include "host/stress_rig.h"

/**
   The checks of `stress`. Each runs in a process of its own, which the plugin
   may crash or hang, and gives its verdict by host_stress_say(). A check that
   returns without one has found nothing wrong.
*/

/** The same output for every division into blocks, and for two runs. */
void
host_check_blocks(const HostStress* self);

/** The same output when inputs and outputs share memory. */
void
host_check_in_place(const HostStress* self);

/** run() with 0 frames changes nothing. */
void
host_check_zero_length(const HostStress* self);

/** Deactivated and activated again: as fresh. */
void
host_check_reactivation(const HostStress* self);

/** Two instances do not hear each other. */
void
host_check_two_instances(const HostStress* self);

/** NaN, infinity, 1e30 in: nothing like it comes out, and it recovers. */
void
host_check_faults(const HostStress* self);

/** Every control at both ends of its range. */
void
host_check_extremes(const HostStress* self);

/** Control values that no host should send. */
void
host_check_wild_values(const HostStress* self);

/** All controls at random, all the time. */
void
host_check_automation(const HostStress* self);

/** Starts and sounds at 8 to 384 kHz. */
void
host_check_rates(const HostStress* self);

/** Silence and denormals cost no more than sound. */
void
host_check_silence(const HostStress* self);

/** run() does not allocate, lock or enter the kernel. */
void
host_check_real_time(const HostStress* self);

/** The latency is what the plugin says. */
void
host_check_latency(const HostStress* self);

/** Bypassed it is a wire, and bypassing is not heard. */
void
host_check_bypass(const HostStress* self);

/** No control is heard to jump under a note. */
void
host_check_clicks(const HostStress* self);

/** A state that is saved and restored is the same. */
void
host_check_state(const HostStress* self);

/** Instances that are freed leave no memory behind. */
void
host_check_leaks(const HostStress* self);

#endif
