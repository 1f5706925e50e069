/**
   How the table was made (2026-11, offline, least squares; not at run time).

   Modes:  on logarithmic grids, 9 from 105 Hz to the violin's lowest note and
           39 from 181.6 Hz to 15.5 kHz, a sixth of an octave apart. Q is 0.7
           of f / spacing, at which neighbours overlap smoothly, but no more
           than f / 66.7 Hz (and no less than 2): nothing rings longer than
           42 ms (T60), so that what a fault left behind is gone in 50 ms.
   Gains:  complex least squares at 44.1, 48, 96 and 192 kHz at once, relative
           error, to the minimum-phase response of a target in dB:
     from violin   T + 0.35 K, where T is the mean of (horse-head fiddle -
                   violin) and (horse-head fiddle - viola), long-term spectra,
                   in half octaves 354..5657 Hz
                   +5.8 -1.7 -0.7 +3.3 -1.2 -3.2 -0.7 -3.7 +2.3 dB, straight
                   lines on log f between, held outside (confidence C), and K
                   the kobyz peaks 260 Hz +6 dB Q 8, 480 +5 7, 850 +4 6,
                   1350 +5 5, 2100 +2 3 (proposed; no measurement exists, C).
                   Then moved by 1.0 dB rms in third octaves, so that single
                   notes G3 to E6 stay equally loud: T alone would lift those
                   near 350 Hz by 3 dB over those near 700 Hz. About 250 to
                   400 Hz lower, 2.5 to 6 kHz higher.
     bare violin   what a bridge pickup lacks: 270 Hz +6 dB Q 4, 460 and
                   550 Hz +4 Q 6, 840 Hz -4.5 Q 3, 2.4 kHz +2 Q 1.5, 4.6 kHz
                   -6 Q 1.8, -6 dB an octave above 7 kHz, none below 130 Hz
                   (general knowledge, C).
     bare kobyz    K alone.
   Edges:  second order at 70 Hz, Butterworth second order at 13 kHz.
   Low:    a first table was made so, with low modes that rang for 0.2 s (Q 6,
           and three modes at 20 to 60 Hz). Its gains were fitted again to the
           poles above: to its magnitude above 190 Hz; to that under a second-
           order high-pass at 120 Hz (Q 0.83) below, at a weight of 0.15; to
           nothing at 0 Hz. Relative error, phase left free (that of the fit
           before, 25 times), gains held small. 200 Hz to 8 kHz moved by
           0.1 dB rms, at most 0.3 dB (microphone) and 0.5 dB (pickup).
   Even:   the last of that was a correction to the column from violin: third
           octaves moved by at most 1.6 dB, chosen for the least spread of the
           notes' loudness (K-weighted, and flat at a third of the weight)
           while response and real phrases stay within 1.3 dB rms; its
           minimum-phase response times the one before, fitted again by small
           changes of the gains (0.03 dB rms at all four rates).
   Again:  the same with sampled notes beside the recorded ones and real
           phrases within 1.4 dB, then the gains themselves moved for it (by
           0.1 at most). No filter does it all: phrases within 1.1 dB leave
           notes 3.6 dB apart, notes within 2.4 dB leave phrases at 1.5 dB.
   Level:  even loudness (K-weighted) before and after: from violin, on real
           phrases and notes; bare ones, on a sawtooth G3 to E6.
   Result: third octaves 200 Hz to 8 kHz against T + 0.35 K: 1.0 dB rms;
           against K: 0.3 dB rms.
*/
#include "plugin/dsp/body_modes.h"

// clang-format off
const DalaBodyMode dala_body_modes[DALA_BODY_MODES] = {
  //   Hz          Q       from violin, bare violin, bare kobyz
  // Edge: below G3, down to nothing at 0 Hz
  {    105.0f, 2.00f, { -1.5138f,  0.2205f, -0.7742f } },
  {    111.6f, 2.00f, { -0.1853f, -0.3882f,  0.0725f } },
  {    118.6f, 2.00f, {  0.5811f,  0.2285f,  0.8358f } },
  {    126.0f, 2.00f, { -0.0345f,  0.2392f,  0.2874f } },
  {    133.9f, 2.01f, { -2.2738f, -1.2086f, -2.5700f } },
  {    142.4f, 2.14f, {  1.1335f,  0.5267f,  1.4090f } },
  {    151.3f, 2.27f, {  1.1770f,  0.0122f,  0.2385f } },
  {    160.8f, 2.41f, {  0.2237f, -0.3266f, -0.6479f } },
  {    170.9f, 2.56f, { -1.0511f,  0.0982f,  0.8408f } },
  // K 260 Hz (air of the bowls); T +5.8 dB at 354 Hz
  {    181.6f, 2.72f, {  0.2609f, -0.3377f, -0.9636f } },
  {    204.2f, 3.06f, { -0.0429f, -0.0227f,  0.6501f } },
  {    229.5f, 3.44f, {  0.7551f, -0.4566f, -0.8898f } },
  {    258.0f, 3.87f, {  0.7175f, -0.2258f,  0.6169f } },
  {    290.0f, 4.35f, {  0.1109f,  0.7139f,  0.3475f } },
  {    326.0f, 4.89f, {  0.4350f,  0.3009f,  0.0996f } },
  {    366.5f, 5.50f, {  0.4267f,  0.2707f,  0.2239f } },
  {    412.0f, 5.98f, {  0.6389f,  0.1756f, -0.0065f } },
  // K 480 Hz; the violin's B1 pair taken out: T -1.7 dB at 500 Hz
  {    463.2f, 5.98f, {  0.2353f,  0.7128f,  0.5181f } },
  {    520.6f, 5.98f, {  0.3094f,  0.9238f,  0.5707f } },
  {    585.3f, 5.98f, {  0.2929f,  0.6157f,  0.2494f } },
  // K 850 Hz; T -0.7 dB at 707, +3.3 dB at 1000 Hz
  {    657.9f, 5.98f, {  0.2131f,  0.3402f,  0.3102f } },
  {    739.6f, 5.98f, {  0.3639f,  0.2913f,  0.1757f } },
  {    831.4f, 5.98f, {  0.4218f,  0.1043f,  0.6714f } },
  {    934.6f, 5.98f, {  0.7148f,  0.2523f,  0.4648f } },
  {   1050.7f, 5.98f, {  0.6090f,  0.3652f,  0.3205f } },
  // K 1350 Hz; T -1.2 dB at 1414 Hz
  {   1181.1f, 5.98f, {  0.5636f,  0.3830f,  0.3256f } },
  {   1327.7f, 5.98f, {  0.3006f,  0.4000f,  0.8988f } },
  {   1492.5f, 5.98f, {  0.3526f,  0.4115f,  0.4744f } },
  {   1677.8f, 5.98f, {  0.2602f,  0.4264f,  0.3520f } },
  // K 2100 Hz; the bridge hill taken out: T -3.2 to -3.7 dB
  {   1886.1f, 5.98f, {  0.1529f,  0.4456f,  0.4346f } },
  {   2120.3f, 5.98f, {  0.4776f,  0.4603f,  0.4716f } },
  {   2383.5f, 5.98f, {  0.1214f,  0.4291f,  0.3587f } },
  {   2679.3f, 5.98f, {  0.5472f,  0.3383f,  0.3278f } },
  {   3012.0f, 5.98f, {  0.3699f,  0.2385f,  0.3222f } },
  {   3385.9f, 5.98f, {  0.4510f,  0.1490f,  0.3186f } },
  {   3806.2f, 5.98f, {  0.1633f,  0.0567f,  0.3157f } },
  {   4278.7f, 5.98f, {  0.1525f,  0.0152f,  0.3113f } },
  // T +2.3 dB at 5657 Hz
  {   4809.8f, 5.98f, {  0.1908f,  0.1063f,  0.3049f } },
  {   5406.9f, 5.98f, {  0.6449f,  0.1897f,  0.2953f } },
  {   6078.1f, 5.98f, {  0.7022f,  0.1702f,  0.2812f } },
  {   6832.7f, 5.98f, {  0.4536f,  0.1171f,  0.2615f } },
  {   7680.9f, 5.98f, {  0.4113f,  0.0548f,  0.2331f } },
  // Edge: above T, falls off gently
  {   8634.4f, 5.98f, {  0.4003f, -0.0021f,  0.1984f } },
  {   9706.2f, 5.98f, {  1.7623f, -0.0560f,  0.1457f } },
  {  10911.2f, 5.98f, {  2.4257f, -0.0777f,  0.1117f } },
  {  12265.7f, 5.98f, { -2.5381f, -0.1439f, -0.0034f } },
  {  13788.3f, 5.98f, {  0.2082f, -0.0588f, -0.0128f } },
  {  15500.0f, 5.98f, { -0.3621f, -0.1796f, -0.1829f } },
};
// clang-format on
