#ifndef HOST_BUNDLES_H
#define HOST_BUNDLES_H

#include <lilv/lilv.h>

/**
   Load the bundles in the folders of `path`, separated by colons; a leading
   `~` stands for the home folder.

   lilv can do so itself, but complains on standard error of everything in
   these folders that is not a bundle, such as the other files of a build.
*/
void
host_bundles_load(LilvWorld* world, const char* path);

#endif
