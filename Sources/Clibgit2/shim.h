#ifndef HEALTHFILES_CLIBGIT2_SHIM_H
#define HEALTHFILES_CLIBGIT2_SHIM_H

// The one door to C: libgit2; zlib, which libgit2 itself is built on, for streams of unknown length; libdeflate for whole
// buffers, three times as fast (packs are read and written by our own hand).
// Below stands only what Swift cannot import: git_libgit2_opts is variadic.

#include <git2.h>
#include <git2/sys/commit_graph.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>
#include <zlib.h>

static inline int healthfiles_option_flag(int option, int value) {
  return git_libgit2_opts(option, value);
}

static inline int healthfiles_option_cache_size(ssize_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

static inline int healthfiles_option_cache_object_limit(git_object_t kind, size_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, kind, bytes);
}

static inline int healthfiles_option_file_limit(size_t files) {
  return git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, files);
}

static inline int healthfiles_option_certificates(const char *folder) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, NULL, folder);
}

static inline int healthfiles_option_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

#endif
