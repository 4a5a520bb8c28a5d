export { max, min, group, sum } from "d3-array";
export { forceSimulation, forceLink, forceManyBody, forceX, forceY, forceCollide } from "d3-force";
export { geoPath, geoTransform } from "d3-geo";
export { scaleLinear, scaleUtc } from "d3-scale";
export { select } from "d3-selection";
export { utcDay, utcMonday, utcMonth, utcYear } from "d3-time";
export { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
export { feature } from "topojson-client";
