#ifndef HEALTHFILES_CLIBGIT2_SHIM_H
#define HEALTHFILES_CLIBGIT2_SHIM_H

// The one door to C: libgit2; zlib, which libgit2 itself is built on, for streams of unknown length; libdeflate for whole
// buffers, three times as fast (packs are read and written by our own hand).
// Below stands what Swift cannot import, for git_libgit2_opts is variadic, and what the kernel tells of a socket.

#include <git2.h>
#include <git2/sys/commit_graph.h>
#include <git2/sys/odb_backend.h>
#include <libdeflate.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
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

// For how many milliseconds nothing came or went over a socket of TCP; -1 where there is none. Before a connection is
// made the kernel has not begun to count, and it is very long.
static inline long long healthfiles_socket_silence(int number) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  if (getsockopt(number, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -1;
  return info.tcpi_last_data_recv < info.tcpi_last_data_sent ? info.tcpi_last_data_recv : info.tcpi_last_data_sent;
}

#endif
