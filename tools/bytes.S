/* A file as bytes of the program: FILE is its path; NAME is where it begins, and NAME_end where it ends. */
#define JOIN(a, b) a##b
#define END(name) JOIN(name, _end)
    .section .rodata
    .balign 4096
    .global NAME
NAME:
    .incbin FILE
    .global END(NAME)
END(NAME):
    .section .note.GNU-stack, "", %progbits
