/* The catalogue's database as bytes of the program: policies/catalog.c. CATALOG is the path of the file. */
    .section .rodata
    .balign 4096
    .global catalog_bytes
catalog_bytes:
    .incbin CATALOG
    .global catalog_bytes_end
catalog_bytes_end:
    .section .note.GNU-stack, "", %progbits
