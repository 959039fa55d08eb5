// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "HealthFiles",
  products: [
    .library(name: "HealthFiles", targets: ["HealthFiles"]),
    .executable(name: "hfile", targets: ["hfile-main"]),
    .executable(name: "hfile-web", targets: ["hfile-web"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    // Without its traits: configuration from files and full Foundation are of no use here.
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
    .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "Clibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev", "libdeflate-dev"])]),
    .systemLibrary(name: "Clibqrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(
      name: "Git", dependencies: ["Clibgit2", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict + [.strictMemorySafety()]),
    .target(name: "JSONSchema", swiftSettings: strict),
    .target(name: "QRCode", dependencies: ["Clibqrencode"], swiftSettings: strict + [.strictMemorySafety()]),
    .target(
      name: "HealthFiles",
      dependencies: [
        "Git", "JSONSchema", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict,
      plugins: ["EmbedFiles"]),
    .target(
      name: "hfile", dependencies: ["HealthFiles", "Git", "JSONSchema", "QRCode"], exclude: ["Main"],
      swiftSettings: strict),
    .executableTarget(name: "hfile-main", dependencies: ["hfile"], path: "Sources/hfile/Main", swiftSettings: strict),
    .executableTarget(
      name: "hfile-web",
      dependencies: [
        "hfile", "HealthFiles", "Git", "JSONSchema", .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      exclude: ["Templates"], swiftSettings: strict, plugins: ["EmbedFiles"]),
    .executableTarget(
      name: "ExampleStore", dependencies: ["HealthFiles", "JSONSchema", "Git"], path: "Benchmarks/ExampleStore",
      swiftSettings: strict),
    .executableTarget(
      name: "SealingDriver", dependencies: ["HealthFiles", "JSONSchema"], path: "Tests/Conformance/SealingDriver",
      swiftSettings: strict),
    .executableTarget(name: "EmbedFilesTool", path: "Plugins/EmbedFilesTool"),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["EmbedFilesTool"]),
    .testTarget(
      name: "HealthFilesTests",
      dependencies: [
        "Git", "JSONSchema", "HealthFiles", "QRCode", "hfile", "hfile-web", "ExampleStore",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      exclude: ["Scripts", "Errors", "Golden"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
