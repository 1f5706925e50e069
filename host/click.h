#ifndef HOST_CLICK_H
#define HOST_CLICK_H

#include <stddef.h>

/** More than this is heard, in dB. */
#define HOST_CLICK_DB 3.0
#define HOST_CLICK_GAP_DB 6.0

/**
   What is heard where something is switched, beside the sound around it.

   A click is energy above 8 kHz in a frame of 1 ms over the largest in the
   second before and after, where it is above -60 dBFS. A gap is a level of
   10 ms under the lower of both sides.
*/
typedef struct {
  double click_db; /* above 8 kHz, over the usual; 0 if inaudible */
  double gap_db;   /* under the lower side; 0 if there is none */
} HostClick;

/**
   Listen to `frames` frames of `sound` at 48 kHz with an event that is heard
   within [event, event + span), and a second of sound on both sides.

   Without memory nothing is heard.
*/
HostClick
host_click_measure(const float* sound, size_t frames, size_t event,
                   size_t span);

#endif
