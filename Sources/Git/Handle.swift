// Who owns what libgit2 hands out. One generic owner frees through its kind, so that no free function is called
// by hand anywhere else. Invariant: a handle's pointer is valid for as long as the handle lives.
import Clibgit2

/// Names one libgit2 type and the function that frees it.
protocol HandleKind {
  static func free(_ pointer: OpaquePointer)
}

/// Owns one object made by a C library and frees it when its life ends.
@safe
struct Handle<Kind: HandleKind>: ~Copyable {
  let pointer: OpaquePointer

  init(owning pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

  /// Makes the object with one checked call that stores its pointer.
  init(_ doing: String, _ make: (inout OpaquePointer?) -> Int32) throws(GitError) {
    var made: OpaquePointer? = nil
    let code = unsafe make(&made)
    guard code >= 0 else { throw GitError.last(code, doing) }
    guard let pointer = unsafe made else {
      throw GitError(.corrupt, doing, "the library reported success but returned nothing")
    }
    unsafe self.pointer = pointer
  }

  deinit {
    unsafe Kind.free(pointer)
  }
}

enum RepositoryKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_repository_free(pointer) }
}

enum DatabaseKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_odb_free(pointer) }
}

enum DatabaseObjectKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_odb_object_free(pointer) }
}

enum ReferenceKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_reference_free(pointer) }
}

enum ReferenceIteratorKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe git_reference_iterator_free(pointer) }
}

/// A zlib stream in memory of its own: it must not move once inflate has seen it.
enum InflateStreamKind: HandleKind {
  static func free(_ pointer: OpaquePointer) {
    let stream = unsafe UnsafeMutablePointer<z_stream>(pointer)
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }
}

enum CompressorKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe libdeflate_free_compressor(pointer) }
}

enum DecompressorKind: HandleKind {
  static func free(_ pointer: OpaquePointer) { unsafe libdeflate_free_decompressor(pointer) }
}
