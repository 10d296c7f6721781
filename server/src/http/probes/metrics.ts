import { Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What `/metrics` shows. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const requests = new Histogram({
  name: 'meterstone_http_request_seconds',
  help: 'Time from the head of the request to the answer handed over',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  registers: [registry],
});

/** Observes the requests of one route; the series of each status is looked up once. */
export function createObserver(route: {
  method: string;
  path: string;
}): (status: number, milliseconds: number) => void {
  const seriesByStatus = new Map<number, Histogram.Internal<'method' | 'route' | 'status'>>();
  return (status, milliseconds) => {
    let series = seriesByStatus.get(status);
    if (!series) {
      series = requests.labels({ method: route.method, route: route.path, status });
      seriesByStatus.set(status, series);
    }
    series.observe(milliseconds / 1000);
  };
}
