/**
   A violin's open strings, ringing along.

   Units:   rate Hz, n frames.
*/
#ifndef DALA_TESTS_SUPPORT_RINGING_H
#define DALA_TESTS_SUPPORT_RINGING_H

#include <stddef.h>

/**
   Add to x what strings on G3, D4, A4 and E5 make of it, decaying by 60 dB in
   a second and a half, `level_db` (under 0) relative to the RMS of x.
*/
void
test_add_ringing(float* x, size_t n, double rate, double level_db);

#endif // DALA_TESTS_SUPPORT_RINGING_H
