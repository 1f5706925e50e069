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
  {    20.0F, 2.00F, { -0.9227F, -0.2336F, -0.5037F } },
  {    40.0F, 2.00F, { -0.4724F, -0.0855F, -0.2122F } },
  {    60.0F, 2.00F, { -0.5642F, -0.2554F, -0.3724F } },
  // Edge: below G3
  {    90.0F, 5.98F, {  0.4706F, -0.3181F, -0.0264F } },
  {   101.2F, 5.98F, {  0.3709F, -0.1149F,  0.0371F } },
  {   113.7F, 5.98F, {  0.6382F, -0.2019F,  0.0729F } },
  {   127.9F, 5.98F, {  0.7934F, -0.1537F,  0.1064F } },
  {   143.7F, 5.98F, {  0.9363F, -0.0888F,  0.1926F } },
  {   161.6F, 5.98F, {  0.6948F, -0.0533F,  0.1519F } },
  // K 260 Hz (air of the bowls); T +5.8 dB at 354 Hz
  {   181.6F, 5.98F, {  0.6137F, -0.0237F,  0.1532F } },
  {   204.2F, 5.98F, {  0.5730F,  0.0155F,  0.1951F } },
  {   229.5F, 5.98F, {  0.5416F, -0.0713F, -0.0680F } },
  {   258.0F, 5.98F, {  0.8223F,  0.3774F,  0.8138F } },
  {   290.0F, 5.98F, {  0.5168F,  0.9058F,  0.4230F } },
  {   326.0F, 5.98F, {  0.6387F,  0.4475F,  0.2424F } },
  {   366.5F, 5.98F, {  0.6878F,  0.3961F,  0.3025F } },
  {   412.0F, 5.98F, {  0.6319F,  0.3447F,  0.1331F } },
  // K 480 Hz; the violin's B1 pair taken out: T -1.7 dB at 500 Hz
  {   463.2F, 5.98F, {  0.2871F,  0.8708F,  0.6761F } },
  {   520.6F, 5.98F, {  0.2106F,  0.8842F,  0.5440F } },
  {   585.3F, 5.98F, {  0.2812F,  0.5211F,  0.2555F } },
  // K 850 Hz; T -0.7 dB at 707, +3.3 dB at 1000 Hz
  {   657.9F, 5.98F, {  0.3029F,  0.2827F,  0.3328F } },
  {   739.6F, 5.98F, {  0.2843F,  0.2498F,  0.2302F } },
  {   831.4F, 5.98F, {  0.4706F,  0.0951F,  0.7147F } },
  {   934.6F, 5.98F, {  0.6657F,  0.2733F,  0.4405F } },
  {  1050.7F, 5.98F, {  0.6677F,  0.3706F,  0.3229F } },
  // K 1350 Hz; T -1.2 dB at 1414 Hz
  {  1181.1F, 5.98F, {  0.3634F,  0.3828F,  0.3601F } },
  {  1327.7F, 5.98F, {  0.2806F,  0.3961F,  0.9011F } },
  {  1492.5F, 5.98F, {  0.2259F,  0.4050F,  0.4351F } },
  {  1677.8F, 5.98F, {  0.2236F,  0.4179F,  0.3418F } },
  // K 2100 Hz; the bridge hill taken out: T -3.2 to -3.7 dB
  {  1886.1F, 5.98F, {  0.2092F,  0.4346F,  0.4268F } },
  {  2120.3F, 5.98F, {  0.3777F,  0.4455F,  0.4579F } },
  {  2383.5F, 5.98F, {  0.2827F,  0.4103F,  0.3444F } },
  {  2679.3F, 5.98F, {  0.4531F,  0.3185F,  0.3181F } },
  {  3012.0F, 5.98F, {  0.4012F,  0.2210F,  0.3141F } },
  {  3385.9F, 5.98F, {  0.3105F,  0.1347F,  0.3118F } },
  {  3806.2F, 5.98F, {  0.1497F,  0.0464F,  0.3096F } },
  {  4278.7F, 5.98F, {  0.1878F,  0.0103F,  0.3059F } },
  // T +2.3 dB at 5657 Hz
  {  4809.8F, 5.98F, {  0.2956F,  0.1040F,  0.3000F } },
  {  5406.9F, 5.98F, {  0.6781F,  0.1863F,  0.2910F } },
  {  6078.1F, 5.98F, {  0.6451F,  0.1659F,  0.2775F } },
  {  6832.7F, 5.98F, {  0.4365F,  0.1132F,  0.2586F } },
  {  7680.9F, 5.98F, {  0.4249F,  0.0518F,  0.2311F } },
  // Edge: above T, falls off gently
  {  8634.4F, 5.98F, {  0.3598F, -0.0040F,  0.1976F } },
  {  9706.2F, 5.98F, {  0.2849F, -0.0568F,  0.1463F } },
  { 10911.2F, 5.98F, {  0.2256F, -0.0777F,  0.1143F } },
  { 12265.7F, 5.98F, {  0.0593F, -0.1434F,  0.0012F } },
  { 13788.3F, 5.98F, {  0.0140F, -0.0586F, -0.0072F } },
  { 15500.0F, 5.98F, { -0.2133F, -0.1786F, -0.1721F } },
};
// clang-format on
