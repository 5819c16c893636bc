#include "analyzer/scan/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 << 10 }; /* of a file above the limit: enough to see what it is */

static bool failed(struct str *ret_why, struct str why) {
    if (ret_why)
        *ret_why = why;
    return false;
}

/* Reads up to size bytes: a file may shrink or grow under us. */
static bool read_up_to(int file, char *bytes, size_t size, size_t *ret_read) {
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, bytes + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    *ret_read = done;
    return true;
}

bool file_read(struct str path, size_t limit, struct arena *arena, struct str *ret_bytes, struct str *ret_why) {
    /* O_NONBLOCK: a named pipe must not hang the scan; it is refused below. */
    int file = open(str_z(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *ret_bytes = STR_NONE;
    if (file < 0)
        return failed(ret_why, str_format(arena, "cannot open the file: %s", strerror(errno)));
    struct stat status;
    bool fine = false;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        failed(ret_why, STR("this is not a regular file"));
    } else {
        bool fits = (size_t)status.st_size <= limit;
        size_t wanted = fits ? (size_t)status.st_size : limit < HEAD_BYTES ? limit : HEAD_BYTES;
        size_t size = 0;
        char *bytes = arena_alloc(arena, wanted + 1);
        fine = read_up_to(file, bytes, wanted, &size);
        if (!fine)
            failed(ret_why, str_format(arena, "cannot read the file: %s", strerror(errno)));
        else
            *ret_bytes = (struct str){bytes, size};
        if (fine && !fits)
            fine = failed(ret_why, str_format(arena, "the file has %lld bytes, more than the limit of %zu",
                                              (long long)status.st_size, limit));
    }
    close(file);
    return fine;
}

bool stream_read(FILE *stream, size_t limit, struct arena *arena, struct str *ret_bytes) {
    struct buf buf;
    buf_init(&buf, arena);
    char block[16384];
    for (size_t got; (got = fread(block, 1, sizeof block, stream)) > 0;) {
        if (buf.size + got > limit)
            return false;
        buf_add(&buf, (struct str){block, got});
    }
    *ret_bytes = buf_str(&buf);
    return true;
}

/* Writes all bytes and closes; 0 or the errno of what failed. */
static int write_and_close(int file, struct str bytes) {
    int error = 0;
    for (size_t done = 0; done < bytes.size && !error;) {
        ssize_t wrote = write(file, bytes.data + done, bytes.size - done);
        if (wrote >= 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            error = errno;
    }
    if (close(file) != 0 && !error)
        error = errno;
    return error;
}

/* A pipe or a device (/dev/stdout) is written to; it must not be replaced by a file. */
static bool is_special(struct str path, struct arena *arena) {
    struct stat status;
    return stat(str_z(arena, path), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

bool file_write(struct str path, struct str bytes, struct arena *arena, struct str *ret_why) {
    bool special = is_special(path, arena);
    struct str target = special ? path : path_real(path, arena);
    struct str written = special ? path : str_format(arena, "%.*s.%ld.new", STR_ARG(target), (long)getpid());
    int file =
        open(str_z(arena, written), special ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int error = file < 0 ? errno : write_and_close(file, bytes);
    if (!error && !special && rename(str_z(arena, written), str_z(arena, target)) != 0)
        error = errno;
    if (!error)
        return true;
    if (file >= 0 && !special)
        unlink(str_z(arena, written));
    return failed(ret_why, str_format(arena, "cannot write %.*s: %s", STR_ARG(path), strerror(error)));
}

struct str path_real(struct str path, struct arena *arena) {
    char *real = realpath(str_z(arena, path), NULL);
    if (real) {
        struct str copy = str_copy(arena, str_from(real));
        free(real);
        return copy;
    }
    if (str_starts(path, "/"))
        return path;
    return str_format(arena, "%.*s/%.*s", STR_ARG(path_working_directory(arena)), STR_ARG(path));
}

struct str path_working_directory(struct arena *arena) {
    char *here = getcwd(NULL, 0);
    struct str copy = here ? str_copy(arena, str_from(here)) : STR("/");
    free(here);
    return copy;
}

struct str path_folder(struct str path) {
    size_t at = path.size;
    while (at && path.data[at - 1] != '/')
        at--;
    if (at == 0)
        return STR(".");
    return at == 1 ? STR("/") : str_slice(path, 0, at - 1);
}

static bool is_git_root(struct str folder, struct arena *arena) {
    struct arena_mark mark = arena_mark(arena);
    struct str git = str_format(arena, "%.*s/.git", STR_ARG(folder));
    bool is_there = access(git.data, F_OK) == 0;
    arena_reset(arena, mark);
    return is_there;
}

struct str path_git_root(struct str folder, struct map *known, struct arena *arena) {
    const struct str *remembered = map_get(known, folder);
    if (remembered)
        return *remembered;
    struct str *root = ARENA_NEW(known->arena, struct str);
    if (is_git_root(folder, arena))
        *root = folder;
    else if (folder.size > 1)
        *root = path_git_root(path_folder(folder), known, arena);
    map_put(known, folder, root);
    return *root;
}

struct str path_folder_of_input(struct str input, struct arena *arena) {
    struct str real = path_real(input, arena);
    struct stat status;
    if (stat(str_z(arena, real), &status) == 0 && S_ISDIR(status.st_mode))
        return real;
    return path_folder(real);
}

bool path_is_file(struct str path, struct arena *arena) {
    struct stat status;
    return stat(str_z(arena, path), &status) == 0 && S_ISREG(status.st_mode);
}

bool path_is_below(struct str path, struct str folder) {
    return path.size > folder.size && str_equal(str_slice(path, 0, folder.size), folder) &&
           (str_is(folder, "/") || path.data[folder.size] == '/');
}
