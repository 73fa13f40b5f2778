// Rooms, messages and who is online. Messages are kept in MongoDB; several servers hear each other through Redis.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import express from "express";
import mongoose from "mongoose";
import { createClient } from "redis";
import { Server } from "socket.io";

const { MONGODB_URL, REDIS_URL, PORT = 3000 } = process.env;

await mongoose.connect(MONGODB_URL);
const Message = mongoose.model("Message", { room: String, author: String, text: String, at: Date });

const publisher = createClient({ url: REDIS_URL });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const web = express();
const server = createServer(web);
const io = new Server(server, { adapter: createAdapter(publisher, subscriber) });

io.on("connection", (socket) => {
  socket.on("join", (room) => socket.join(room));
  socket.on("say", async ({ room, author, text }) => {
    const message = await Message.create({ room, author, text, at: new Date() });
    io.to(room).emit("said", message);
  });
});

web.get("/rooms/:room", async (request, response) => {
  response.json(await Message.find({ room: request.params.room }).sort({ at: -1 }).limit(50));
});

server.listen(PORT);
