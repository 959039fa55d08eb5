#ifndef HEALTHFILES_CLIBGIT2_SHIM_H
#define HEALTHFILES_CLIBGIT2_SHIM_H

#include <git2.h>

#endif
