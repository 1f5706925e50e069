/**
   How the table was made (2026-11, offline, least squares; not at run time).

   Modes:  45 on a logarithmic grid from 90 Hz to 15.5 kHz, a sixth of an octave
           apart, each with the Q at which neighbours overlap smoothly (0.7
           of f / spacing: nothing rings longer than 0.15 s, and the response
           between two modes does not ripple), and three below the violin
           with negative gains, which take the response at 0 Hz to -25 dB.
   Gains:  complex least squares at 44.1, 48, 96 and 192 kHz at once, relative
           error, to the minimum-phase response of a target in dB:
     from violin   T + 0.35 K, where T is the mean of (horse-head fiddle -
                   violin) and (horse-head fiddle - viola), long-term spectra,
                   in half octaves 354..5657 Hz
                   +5.8 -1.7 -0.7 +3.3 -1.2 -3.2 -0.7 -3.7 +2.3 dB, straight
                   lines on log f between, held outside (confidence C), and K
                   the kobyz peaks 260 Hz +6 dB Q 8, 480 +5 7, 850 +4 6,
                   1350 +5 5, 2100 +2 3 (proposed; no measurement exists, C).
                   Then moved by at most 1.9 dB in a third octave (0.9 dB
                   rms) where that brings real phrases closer to T and single
                   notes G3 to E6 closer to equal loudness: about 200 to
                   320 Hz lower, 1 to 2 kHz higher.
     bare violin   what a bridge pickup lacks: 270 Hz +6 dB Q 4, 460 and
                   550 Hz +4 Q 6, 840 Hz -4.5 Q 3, 2.4 kHz +2 Q 1.5, 4.6 kHz
                   -6 Q 1.8, -6 dB an octave above 7 kHz, none below 130 Hz
                   (general knowledge, C).
     bare kobyz    K alone.
   Edges:  second order at 70 Hz, Butterworth second order at 13 kHz.
   Level:  even loudness (K-weighted) before and after: from violin, on real
           phrases and notes; bare ones, on a sawtooth G3 to E6.
   Result: third octaves 200 Hz to 8 kHz against T + 0.35 K: 0.9 dB rms;
           against K: 0.3 dB rms.
*/
#include "plugin/dsp/body_modes.h"

// clang-format off
const DalaBodyMode dala_body_modes[DALA_BODY_MODES] = {
  //   Hz          Q       from violin, bare violin, bare kobyz
  // Edge: below the violin, cancel at 0 Hz
  {    20.0f, 2.00f, { -0.9227f, -0.2336f, -0.5037f } },
  {    40.0f, 2.00f, { -0.4724f, -0.0855f, -0.2122f } },
  {    60.0f, 2.00f, { -0.5642f, -0.2554f, -0.3724f } },
  // Edge: below G3
  {    90.0f, 5.98f, {  0.4706f, -0.3181f, -0.0264f } },
  {   101.2f, 5.98f, {  0.3709f, -0.1149f,  0.0371f } },
  {   113.7f, 5.98f, {  0.6382f, -0.2019f,  0.0729f } },
  {   127.9f, 5.98f, {  0.7934f, -0.1537f,  0.1064f } },
  {   143.7f, 5.98f, {  0.9363f, -0.0888f,  0.1926f } },
  {   161.6f, 5.98f, {  0.6948f, -0.0533f,  0.1519f } },
  // K 260 Hz (air of the bowls); T +5.8 dB at 354 Hz
  {   181.6f, 5.98f, {  0.6137f, -0.0237f,  0.1532f } },
  {   204.2f, 5.98f, {  0.5730f,  0.0155f,  0.1951f } },
  {   229.5f, 5.98f, {  0.5416f, -0.0713f, -0.0680f } },
  {   258.0f, 5.98f, {  0.8223f,  0.3774f,  0.8138f } },
  {   290.0f, 5.98f, {  0.5168f,  0.9058f,  0.4230f } },
  {   326.0f, 5.98f, {  0.6387f,  0.4475f,  0.2424f } },
  {   366.5f, 5.98f, {  0.6878f,  0.3961f,  0.3025f } },
  {   412.0f, 5.98f, {  0.6319f,  0.3447f,  0.1331f } },
  // K 480 Hz; the violin's B1 pair taken out: T -1.7 dB at 500 Hz
  {   463.2f, 5.98f, {  0.2871f,  0.8708f,  0.6761f } },
  {   520.6f, 5.98f, {  0.2106f,  0.8842f,  0.5440f } },
  {   585.3f, 5.98f, {  0.2812f,  0.5211f,  0.2555f } },
  // K 850 Hz; T -0.7 dB at 707, +3.3 dB at 1000 Hz
  {   657.9f, 5.98f, {  0.3029f,  0.2827f,  0.3328f } },
  {   739.6f, 5.98f, {  0.2843f,  0.2498f,  0.2302f } },
  {   831.4f, 5.98f, {  0.4706f,  0.0951f,  0.7147f } },
  {   934.6f, 5.98f, {  0.6657f,  0.2733f,  0.4405f } },
  {  1050.7f, 5.98f, {  0.6677f,  0.3706f,  0.3229f } },
  // K 1350 Hz; T -1.2 dB at 1414 Hz
  {  1181.1f, 5.98f, {  0.3634f,  0.3828f,  0.3601f } },
  {  1327.7f, 5.98f, {  0.2806f,  0.3961f,  0.9011f } },
  {  1492.5f, 5.98f, {  0.2259f,  0.4050f,  0.4351f } },
  {  1677.8f, 5.98f, {  0.2236f,  0.4179f,  0.3418f } },
  // K 2100 Hz; the bridge hill taken out: T -3.2 to -3.7 dB
  {  1886.1f, 5.98f, {  0.2092f,  0.4346f,  0.4268f } },
  {  2120.3f, 5.98f, {  0.3777f,  0.4455f,  0.4579f } },
  {  2383.5f, 5.98f, {  0.2827f,  0.4103f,  0.3444f } },
  {  2679.3f, 5.98f, {  0.4531f,  0.3185f,  0.3181f } },
  {  3012.0f, 5.98f, {  0.4012f,  0.2210f,  0.3141f } },
  {  3385.9f, 5.98f, {  0.3105f,  0.1347f,  0.3118f } },
  {  3806.2f, 5.98f, {  0.1497f,  0.0464f,  0.3096f } },
  {  4278.7f, 5.98f, {  0.1878f,  0.0103f,  0.3059f } },
  // T +2.3 dB at 5657 Hz
  {  4809.8f, 5.98f, {  0.2956f,  0.1040f,  0.3000f } },
  {  5406.9f, 5.98f, {  0.6781f,  0.1863f,  0.2910f } },
  {  6078.1f, 5.98f, {  0.6451f,  0.1659f,  0.2775f } },
  {  6832.7f, 5.98f, {  0.4365f,  0.1132f,  0.2586f } },
  {  7680.9f, 5.98f, {  0.4249f,  0.0518f,  0.2311f } },
  // Edge: above T, falls off gently
  {  8634.4f, 5.98f, {  0.3598f, -0.0040f,  0.1976f } },
  {  9706.2f, 5.98f, {  0.2849f, -0.0568f,  0.1463f } },
  { 10911.2f, 5.98f, {  0.2256f, -0.0777f,  0.1143f } },
  { 12265.7f, 5.98f, {  0.0593f, -0.1434f,  0.0012f } },
  { 13788.3f, 5.98f, {  0.0140f, -0.0586f, -0.0072f } },
  { 15500.0f, 5.98f, { -0.2133f, -0.1786f, -0.1721f } },
};
// clang-format on
