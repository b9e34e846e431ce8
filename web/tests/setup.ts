import { configure } from "@testing-library/preact";

// How long is waited for what comes: a busy machine brings it later, and nothing is slower for it where it comes at once.
configure({ asyncUtilTimeout: 20_000 });
