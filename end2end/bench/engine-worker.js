// The engine's worker of the bench build: the same, with instruments.
import "./instruments.js";
import "../../public/engine-worker.js";
